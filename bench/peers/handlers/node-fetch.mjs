import { callFetch } from './call-fetch.mjs';
import { handlerWith } from './stop-one.mjs';

export const handler = handlerWith(callFetch);
