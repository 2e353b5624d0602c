// The layout is the architecture (docs/developing.md, "Layout"): `npm run lint` checks which way the imports point.
const product = '^(lib|cli|handlers)/';

export default {
  forbidden: [
    {
      name: 'no-ring-of-rooms',
      comment: 'Two folders that import each other are one folder.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    {
      name: 'power-stands-alone',
      comment: 'What a stop is knows nothing of messages, clouds, tables or AWS.',
      severity: 'error',
      from: { path: '^lib/power/' },
      to: { pathNot: '^lib/(power/|instant\\.ts$|clock\\.ts$)' },
    },
    {
      name: 'policy-is-pure',
      comment:
        'A decision sees nouns, of the cloud its answers, and reaches nothing: no port is called, no clock is read.',
      severity: 'error',
      from: { path: '^lib/power/decide/' },
      to: { path: '^lib/(power/(ports|step)/|clock\\.ts$)', pathNot: '^lib/power/ports/cloud\\.ts$' },
    },
    {
      name: 'openstack-knows-no-aws',
      severity: 'error',
      from: { path: '^lib/(openstack|power|message)/' },
      to: { path: '^(lib/(aws|worker|webhook|settings|ledger)/|node_modules/@aws)' },
    },
    {
      name: 'the-product-needs-no-stand-in',
      comment: 'What is shipped imports nothing of the local night, the deployment or the tests.',
      severity: 'error',
      from: { path: product },
      to: { path: '^(cloud|local|deploy|test)/' },
    },
    {
      name: 'one-cloud',
      comment: 'The simulated cloud serves the night, the contract and the simulation, and needs none of them.',
      severity: 'error',
      from: { path: '^cloud/' },
      to: { path: '^(cli|handlers|local|deploy|test)/' },
    },
    {
      name: 'a-stop-loads-no-aws',
      comment:
        'The clients of AWS take longer to load than a stop takes to begin: `cli/main.ts` imports them when they are needed.',
      severity: 'error',
      from: { path: '^cli/', pathNot: '^cli/aws/' },
      to: { path: '^(cli/aws/|lib/aws/|node_modules/@aws-sdk/)', dependencyTypesNot: ['dynamic-import'] },
    },
    { name: 'lib-is-below', severity: 'error', from: { path: '^lib/' }, to: { path: '^(cli|handlers)/' } },
  ],
  options: {
    // TypeScript 7 has no API that it could use.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^cli/\\.bundle' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types'],
    },
  },
};
