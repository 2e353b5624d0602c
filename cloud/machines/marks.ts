import type { ServerRecord } from './server-record.ts';

/** What a caller wants changed of what people mark a server with: its tags and its metadata. */
export type MarkOrder =
  /** `replaces`: what is not named goes. */
  | { readonly act: 'update metadata'; readonly metadata: ServerRecord['metadata']; readonly replaces?: true }
  | { readonly act: 'delete metadata'; readonly key: string }
  | { readonly act: 'update tag' | 'delete tag'; readonly tag: string }
  | { readonly act: 'update tags'; readonly tags: readonly string[] }
  | { readonly act: 'delete tags' };
export type MarkAct = MarkOrder['act'];

// Nova's database keeps each tag once, in the order of their letters.
const inOrder = (tags: readonly string[]): readonly string[] => [...new Set(tags)].sort((a, b) => (a < b ? -1 : 1));

/** What an order changes of a server. Only metadata that is set moves `updated`: tags, and a key that goes, do not (seen, Nova 26.2). */
export const changesOf = (order: MarkOrder, { metadata, tags, updatedAt }: ServerRecord): Partial<ServerRecord> => {
  switch (order.act) {
    case 'update metadata':
      return { metadata: order.replaces ? order.metadata : { ...metadata, ...order.metadata } };
    case 'delete metadata': {
      const { [order.key]: _, ...rest } = metadata;
      return { metadata: rest, updatedAt };
    }
    case 'update tag':
      return { tags: inOrder([...tags, order.tag]), updatedAt };
    case 'update tags':
      return { tags: inOrder(order.tags), updatedAt };
    case 'delete tag':
      return { tags: tags.filter((tag) => tag !== order.tag), updatedAt };
    case 'delete tags':
      return { tags: [], updatedAt };
  }
};
