import { type Answer, type Asked, jsonAnswer } from '../answer.ts';
import type { ServerRecord } from '../machines/server-record.ts';
import type { Wanted } from './action-order.ts';
import { inPython } from './action-schema.ts';
import { METADATA_MAX, metadataIn, noTag, TAGS_MAX, tagsIn } from './mark-schema.ts';
import { novaError } from './nova-answer.ts';
import type { MarksPath, NovaPath } from './nova-path.ts';
import type { Viewer } from './server-view.ts';

/** Whether a path is that of a server's tags or metadata. */
export const isMarks = (path: NovaPath): path is MarksPath =>
  path.kind === 'tags' || path.kind === 'tag' || path.kind === 'metadata' || path.kind === 'metadataItem';

/** Nova's answer to a tag below 2.26 (nova/api/openstack/compute/server_tags.py); undefined when there are tags, or none is asked about. */
export const noTagsYet = ({ kind }: NovaPath, { minor }: Viewer): Answer | undefined =>
  minor < 26 && (kind === 'tags' || kind === 'tag') ? novaError(404, 'The resource could not be found.') : undefined;

/** What a request wants changed of tags or metadata; undefined when it only reads, an answer when its body is refused. */
export const wantedMarks = (path: MarksPath, { method, body }: Asked): Wanted | Answer | undefined => {
  if (method === 'GET') return undefined;
  switch (path.kind) {
    case 'tags': {
      if (method === 'DELETE') return { order: { act: 'delete tags' } };
      const read = tagsIn(body);
      return 'refusal' in read ? read.refusal : { order: { act: 'update tags', tags: read.value } };
    }
    case 'tag':
      return wantedTag(path.tag, method, body);
    case 'metadata': {
      const read = metadataIn(body, 'metadata');
      return 'refusal' in read ? read.refusal : wantedMetadata(read.value, method === 'PUT');
    }
    case 'metadataItem': {
      const { key } = path;
      if (method === 'DELETE')
        return {
          order: { act: 'delete metadata', key },
          missing: (server) => (keyOf(server, key) ? undefined : NO_ITEM),
        };
      const read = metadataIn(body, 'meta');
      if ('refusal' in read) return read.refusal;
      return Object.hasOwn(read.value, key)
        ? wantedMetadata(read.value, false)
        : novaError(400, 'Request body and URI mismatch');
    }
  }
};

const keyOf = ({ metadata }: ServerRecord, key: string): boolean => Object.hasOwn(metadata, key);
const NO_ITEM = novaError(404, 'Metadata item was not found');

const wantedMetadata = (metadata: Readonly<Record<string, string>>, replaces: boolean): Wanted => ({
  order: { act: 'update metadata', metadata, ...(replaces ? { replaces } : {}) },
  unmet: (server) => {
    const then = replaces ? metadata : { ...server.metadata, ...metadata };
    const isTooMany = Object.keys(then).length > METADATA_MAX;
    return isTooMany ? novaError(403, `Maximum number of metadata items exceeds ${METADATA_MAX}`) : undefined;
  },
});

const wantedTag = (tag: string, method: string, body: string): Wanted | Answer => {
  if (method === 'DELETE')
    return {
      order: { act: 'delete tag', tag },
      unmet: ({ id, tags }) => (tags.includes(tag) ? undefined : novaError(404, `Instance ${id} has no tag '${tag}'`)),
    };
  if (body !== '') return novaError(400, `${inPython(JSON.parse(body))} is not of type 'null'`);
  const why = noTag(tag);
  return {
    order: { act: 'update tag', tag },
    unmet: ({ tags }) => {
      if (why !== undefined)
        return novaError(
          400,
          `Tag '${tag}' is invalid. It must be a non empty string without characters '/' and ','. Validation error message: ${inPython(tag)} ${why}`,
        );
      if (tags.length >= TAGS_MAX)
        return novaError(400, `The number of tags exceeded the per-server limit ${TAGS_MAX}`);
      return tags.includes(tag) ? { status: 204, headers: HTML, body: '' } : undefined;
    },
  };
};

const HTML = { 'Content-Type': 'text/html; charset=UTF-8' };

/** What Nova shows of a server's tags or metadata, after a change too. */
export const marksView = (path: MarksPath, { id, tags, metadata }: ServerRecord): Answer => {
  switch (path.kind) {
    case 'tags':
      return jsonAnswer(200, { tags });
    case 'tag':
      return tags.includes(path.tag)
        ? { status: 204, headers: { 'Content-Type': 'application/json' }, body: '' }
        : novaError(404, `Server ${id} has no tag '${path.tag}'`);
    case 'metadata':
      return jsonAnswer(200, { metadata });
    case 'metadataItem':
      return Object.hasOwn(metadata, path.key)
        ? jsonAnswer(200, { meta: { [path.key]: metadata[path.key] } })
        : NO_ITEM;
  }
};

/** Nova's answer to a tag that is new. */
export const tagCreated = (tag: string, { id }: ServerRecord, { base }: Viewer): Answer => ({
  status: 201,
  headers: { ...HTML, Location: `${base}/servers/${id}/tags/${tag}` },
  body: '',
});

const TAG_RULES: Readonly<Record<string, readonly [string, string]>> = {
  GET: ['show', 'index'],
  PUT: ['update', 'update_all'],
  DELETE: ['delete', 'delete_all'],
};

/**
 * Nova's answer about the tags of a server that the caller may not see: it asks for the cell first, and judges the project then,
 * so that a stranger learns from it that another project has such a server.
 */
export const unseenTags = (path: MarksPath, server: ServerRecord | undefined, method: string): Answer | undefined => {
  if (path.kind !== 'tags' && path.kind !== 'tag') return undefined;
  if (server === undefined) return novaError(404, `Instance ${path.serverId} has no mapping to a cell.`);
  if (server.deleted) return undefined;
  const rule = TAG_RULES[method]?.[path.kind === 'tag' ? 0 : 1];
  return novaError(403, `Policy doesn't allow os_compute_api:os-server-tags:${rule} to be performed.`);
};
