import { keystoneId } from './accounts.ts';

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

/** Where each service is, without a project in the path. */
export interface ServiceUrls {
  readonly authUrl: string;
  readonly computeUrl: string;
  readonly imageUrl: string;
}

/** The service catalog of a token's project: identity, compute and images, in both regions and all three interfaces. */
export const catalogOf = (
  { authUrl, computeUrl, imageUrl }: ServiceUrls,
  projectId: string,
): readonly CatalogEntry[] => [
  entry('identity', 'keystone', authUrl, authUrl),
  entry('compute', 'nova', computeUrl, `${computeUrl}/${projectId}`),
  entry('image', 'glance', imageUrl, imageUrl),
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
