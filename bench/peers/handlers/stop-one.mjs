// The work of each handler here: log in once; for each id of a record read the server, and stop it if it runs.
const { env } = process;
const STOP = '{"os-stop":{}}';
const JSON_TYPE = { 'content-type': 'application/json' };

const LOGIN = JSON.stringify({
  auth: {
    identity: {
      methods: ['password'],
      password: { user: { name: env.OS_USERNAME, domain: { id: 'default' }, password: env.OS_PASSWORD } },
    },
    scope: { project: { name: env.OS_PROJECT_NAME, domain: { id: 'default' } } },
  },
});

let login;

// call(method, url, headers, body) gives { status, headers, text }.
const loginWith = async (call) => {
  const { headers, text } = await call('POST', `${env.OS_AUTH_URL}/auth/tokens`, JSON_TYPE, LOGIN);
  const { endpoints } = JSON.parse(text).token.catalog.find(({ type }) => type === 'compute');
  const token = { 'x-auth-token': headers['x-subject-token'] };
  return { token, nova: endpoints.find((endpoint) => endpoint.interface === 'public').url };
};

export const stopOne = async (call, id) => {
  login ??= loginWith(call);
  const { token, nova } = await login;
  const read = await call('GET', `${nova}/servers/${id}`, token);
  if (!['active', 'error'].includes(JSON.parse(read.text).server['OS-EXT-STS:vm_state'])) return;
  const { status } = await call('POST', `${nova}/servers/${id}/action`, { ...token, ...JSON_TYPE }, STOP);
  if (status !== 202) throw new Error(`stop: ${status}`);
};

export const idsOf = (record) => JSON.parse(record.body).serverIds;

export const handlerWith = (call) => async (event) => {
  const batchItemFailures = [];
  for (const record of event.Records) {
    try {
      await Promise.all(idsOf(record).map((id) => stopOne(call, id)));
    } catch (error) {
      console.error(error);
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
};
