/** A list of ids as it was read: its name as problems call it, and its text. */
export interface IdList {
  readonly name: string;
  readonly text: string;
}

/** What ought to be an id, and where it was written. */
export interface Word {
  readonly text: string;
  readonly where: string;
}

/** The words that have to be ids, or why the list as a whole cannot be read. */
export type ReadList =
  | { readonly kind: 'words'; readonly words: readonly Word[] }
  | { readonly kind: 'problem'; readonly problem: string };

const WANTED = 'wanted is one id a line (openstack server list … -f value -c ID), or csv or JSON that calls it ID';

/** A list that cannot be read: where that shows, what was found there, and what to type instead. */
export const unreadable = (where: string, found: string): ReadList => ({
  kind: 'problem',
  problem: `${where} ${found}; ${WANTED}`,
});

/** Whether a column or a key is called ID, in whatever case. */
export const isIdLabel = (label: string): boolean => label.toLowerCase() === 'id';
