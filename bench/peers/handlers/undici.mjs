import { Agent } from 'undici';
import { handlerWith } from './stop-one.mjs';

const agent = new Agent();

const call = async (method, url, headers, body) => {
  const { origin, pathname } = new URL(url);
  const response = await agent.request({ origin, path: pathname, method, headers, body });
  return { status: response.statusCode, headers: response.headers, text: await response.body.text() };
};

export const handler = handlerWith(call);
