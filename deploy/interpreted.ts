// What comes between a file of ours and what runs, and reads more than text: the form each one looks for.
const FORMS: readonly (readonly [form: RegExp, shown: string, reader: string])[] = [
  // osls resolves `${env:…}`, `${file(…)}`, `${ssm:…}` in everything that deploy/template.js hands back; `\${` is its escape.
  [/\$\{/, '${', 'the framework reads a variable there'],
  // CloudFormation User Guide, "Dynamic references": `{{resolve:secretsmanager:…}}`, in any value of a template.
  [/\{\{/, '{{', 'CloudFormation reads a reference there'],
  // EventBridge Scheduler User Guide, "Adding context attributes": `<aws.scheduler.schedule-arn>`, in any place of an input.
  [/<aws\./i, '<aws.', 'EventBridge Scheduler reads a keyword there'],
];

/**
 * Why a text would not arrive as it was written, or undefined. It is refused rather than escaped: each reader has an escape of its
 * own, and whether the next one undoes it is nowhere promised.
 */
export const interpretedProblem = (text: string): string | undefined => {
  const found = FORMS.find(([form]) => form.test(text));
  return found && `must not hold "${found[1]}": ${found[2]}, so it would not arrive as it is written`;
};
