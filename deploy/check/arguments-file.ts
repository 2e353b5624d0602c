/** The file beside a packaged template with the arguments that it was packaged with, as a list of texts. */
export const ARGUMENTS = 'arguments.json';
