/** What the reader of the command line asked for, for every question alike. */
export interface Options {
  /** How often each candidate runs; candidates take turns within a round. */
  readonly rounds: number;
  /** How many servers, where a question has no number of its own. */
  readonly servers?: number;
  /** Folders of other checkouts of the product, which take part in every round. */
  readonly also: readonly string[];
}

/** One question of `npm run bench`: it measures, and prints its table as Markdown. */
export interface Question {
  /** The word for `--only`. */
  readonly name: string;
  /** One line for the list of questions. */
  readonly what: string;
  run(options: Options): Promise<void>;
}
