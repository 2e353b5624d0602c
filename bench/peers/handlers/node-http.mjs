import http from 'node:http';
import { handlerWith } from './stop-one.mjs';

const agent = new http.Agent({ keepAlive: true });

const call = (method, url, headers, body = '') =>
  new Promise((resolve, reject) => {
    const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) };
    http
      .request(url, { method, headers: { ...headers, ...length }, agent }, (response) => {
        const chunks = [];
        response
          .on('data', (chunk) => chunks.push(chunk))
          .on('end', () =>
            resolve({
              status: response.statusCode,
              headers: response.headers,
              text: Buffer.concat(chunks).toString(),
            }),
          )
          .on('error', reject);
      })
      .on('error', reject)
      .end(body);
  });

export const handler = handlerWith(call);
