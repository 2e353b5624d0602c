// The floor of undici: its dispatch with a bare handler; no stream and no promise for an answer.
import { concurrency, ids, STOP } from '../peers/pool.mjs';
import { client, nova, readHeaders, stopHeaders } from './undici-pool.mjs';

let next = 0;
let left = ids.length;
await new Promise((resolve, reject) => {
  const dispatch = (options, then) =>
    client.dispatch(options, {
      onRequestStart() {},
      onResponseStart() {},
      onResponseData() {},
      onResponseEnd: then,
      onResponseError: (_, error) => reject(error),
    });
  const stopNext = () => {
    if (next >= ids.length) return;
    const path = `${nova.pathname}/servers/${ids[next++]}`;
    dispatch({ method: 'GET', path, headers: readHeaders }, () =>
      dispatch({ method: 'POST', path: `${path}/action`, headers: stopHeaders, body: STOP }, () => {
        left -= 1;
        if (left === 0) resolve();
        else stopNext();
      }),
    );
  };
  for (let started = 0; started < concurrency; started++) stopNext();
});
await client.destroy();
