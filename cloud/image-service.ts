import { type Answer, type Asked, headerOf, jsonAnswer } from './answer.ts';
import type { TokenBook } from './keystone/token-book.ts';
import { IMAGE_ID } from './nova/server-view.ts';

/** Where the image service is, on the listener of Keystone. */
export const IMAGE_PATH = '/image';

/** Whether a request on that listener is for it. */
export const isOfImages = ({ url }: Asked): boolean => url.pathname.split('/', 2).join('/') === IMAGE_PATH;

/** A Glance with one image, for clients that ask for it with every server: `openstack server list` and `server show`. */
export const imageService = (tokens: TokenBook, asked: Asked): Answer => {
  const path = asked.url.pathname.slice(IMAGE_PATH.length);
  const base = `http://${asked.headers.host ?? ''}${IMAGE_PATH}`;
  if (path === '' || path === '/') return jsonAnswer(300, versions(base));
  if (tokens.valid(headerOf(asked, 'x-auth-token') ?? '') === undefined) return UNAUTHORIZED;
  if (path === '/v2/images') return jsonAnswer(200, { images: [IMAGE], first: path, schema: '/v2/schemas/images' });
  return path === `/v2/images/${IMAGE_ID}` ? jsonAnswer(200, IMAGE) : NOT_FOUND;
};

// glance/api/versions.py: the root answers 300 with every version it has.
const versions = (base: string) => ({
  versions: [{ id: 'v2.9', status: 'CURRENT', links: [{ rel: 'self', href: `${base}/v2/` }] }],
});

const IMAGE = {
  id: IMAGE_ID,
  name: 'a-system-image',
  status: 'active',
  visibility: 'public',
  container_format: 'bare',
  disk_format: 'qcow2',
  min_disk: 0,
  min_ram: 0,
  protected: false,
  tags: [],
  self: `/v2/images/${IMAGE_ID}`,
  file: `/v2/images/${IMAGE_ID}/file`,
  schema: '/v2/schemas/image',
};

const refusal = (status: number, words: string): Answer => ({
  status,
  headers: { 'Content-Type': 'text/html; charset=UTF-8' },
  body: `<html><head><title>${status} ${words}</title></head><body><h1>${status} ${words}</h1></body></html>`,
});
const UNAUTHORIZED = refusal(401, 'Unauthorized');
const NOT_FOUND = refusal(404, 'Not Found');
