import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Tls } from './cloud-config.ts';

/** The sockets of one configuration, without TLS and with it; kept alive for the next request, or one for each. */
export const agents = (tls: Tls, keepAlive: boolean) => ({
  plain: new HttpAgent({ keepAlive }),
  secure: new HttpsAgent({
    keepAlive,
    rejectUnauthorized: tls.verify,
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key.reveal() }),
  }),
});
