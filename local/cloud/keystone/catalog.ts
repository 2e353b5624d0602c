import { keystoneId } from '../accounts.ts';

export interface CatalogEntry {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly endpoints: readonly {
    readonly id: string;
    readonly interface: string;
    readonly region_id: string;
    readonly region: string;
    readonly url: string;
  }[];
}

/** The regions: the second one has the project id in its compute path, as older clouds have it. */
export const REGIONS = { plain: 'RegionOne', legacy: 'RegionOneLegacy' } as const;

/** The service catalog of a token's project: identity and compute, in both regions and all three interfaces. */
export const catalogOf = (authUrl: string, computeUrl: string, projectId: string): readonly CatalogEntry[] => [
  entry('identity', 'keystone', authUrl, authUrl),
  entry('compute', 'nova', computeUrl, `${computeUrl}/${projectId}`),
];

const entry = (type: string, name: string, plainUrl: string, legacyUrl: string): CatalogEntry => ({
  id: keystoneId(),
  type,
  name,
  endpoints: [
    { region: REGIONS.plain, url: plainUrl },
    { region: REGIONS.legacy, url: legacyUrl },
  ].flatMap(({ region, url }) =>
    ['public', 'internal', 'admin'].map((side) => ({
      id: keystoneId(),
      interface: side,
      region_id: region,
      url,
      region,
    })),
  ),
});
