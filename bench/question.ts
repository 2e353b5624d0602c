/** What the reader of the command line asked for, for every question alike. */
export interface Options {
  /** How many rounds; in each, every candidate takes its turn. Without it, the question has its own number. */
  readonly rounds?: number;
  /** How many servers, instead of the question's own number. */
  readonly servers?: number;
  /** Seconds that a run may wait for a quiet moment of the machine. */
  readonly quiet: number;
  /** Folders of other checkouts of the product, which take their turns too. */
  readonly also: readonly string[];
}

/** One question of `npm run bench`: it measures, and prints its table as Markdown. */
export interface Question {
  /** The word for `--only`. */
  readonly name: string;
  /** One line for the list of questions. */
  readonly what: string;
  /** The options that it takes, none if absent: the command refuses one that no question of the run takes. */
  readonly takes?: readonly (keyof Options)[];
  run(options: Options): Promise<void>;
}
