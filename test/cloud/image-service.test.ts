import { expect, test } from 'vitest';
import { aServer } from '../../cloud/machines/server-plan.ts';
import { startCloud } from '../../cloud/start-cloud.ts';
import { login } from './cloud-visitor.ts';

// What `openstack server list` and `server show` ask of an image service: a catalog entry, its versions, all images, one image.
test('has an image service in its catalog that knows the image of every server', async () => {
  const plan = aServer();
  const cloud = await startCloud({ servers: [plan] });
  const answer = await login(cloud);
  const headers = { 'X-Auth-Token': answer.headers.get('x-subject-token') ?? '' };
  const { token } = Object(await answer.json());
  const images = token.catalog.filter(({ type }: { type: string }) => type === 'image');
  const imageUrl: string = images[0].endpoints[0].url;
  const get = (url: string, more: Record<string, string> = headers): Promise<Response> => fetch(url, { headers: more });

  const versions = await get(imageUrl, {});
  expect(versions.status).toBe(300);
  const v2: string = Object(await versions.json()).versions[0].links[0].href;
  const { server } = Object(await (await get(`${cloud.computeUrl}/servers/${plan.id}`)).json());
  const image = await get(`${v2}images/${server.image.id}`);
  expect(await image.json()).toMatchObject({ id: server.image.id, status: 'active' });
  const all = await get(`${v2}images`);
  expect(await all.json()).toMatchObject({ images: [{ id: server.image.id }] });
  expect((await get(`${v2}images/${plan.id}`)).status).toBe(404);
  expect((await get(`${v2}images`, {})).status).toBe(401);
  await cloud.close();
});
