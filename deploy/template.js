// What serverless.yml asks for with `${file(./deploy/template.js):…}`: osls imports .js and nothing else as code.

// The values are written in TypeScript, and only imported by a Node.js that reads it.
const readsTypeScript = Boolean(process.features.typescript);

/** One value; nothing on a Node.js that is too old, which `region` refuses, once and in one sentence. */
const ask = async (read) => (readsTypeScript ? read(await import('./framework-values.ts')) : '');

export const region = (framework) => {
  if (readsTypeScript) return ask((values) => values.region(framework));
  const error = new Error(`Node.js ${process.version} is too old: run this with npm run deploy or npm run package`);
  error.stack = undefined; // osls prints the stack if there is one, and the message only if there is none.
  throw error;
};
export const resources = (framework) => ask((values) => values.resources(framework));
export const extensions = (framework) => ask((values) => values.extensions(framework));
export const keyArn = (framework) => ask((values) => values.keyArn(framework));
export const readableKeys = (framework) => ask((values) => values.readableKeys(framework));
export const alarmTopicArn = (framework) => ask((values) => values.alarmTopicArn(framework));
export const cloudsSecretArn = (framework) => ask((values) => values.cloudsSecretArn(framework));
export const webhookSecretArn = (framework) => ask((values) => values.webhookSecretArn(framework));
