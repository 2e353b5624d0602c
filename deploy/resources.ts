/** A value in a template: CloudFormation's own functions included. */
export type TemplateValue =
  | string
  | number
  | boolean
  | readonly TemplateValue[]
  | { readonly [key: string]: TemplateValue | undefined };

/** Resources of CloudFormation by logical id. */
export type Resources = Readonly<
  Record<
    string,
    {
      readonly Type: string;
      // CloudFormation knows RetainExceptOnCreate in this attribute alone (CloudFormation User Guide, "DeletionPolicy attribute").
      readonly DeletionPolicy?: 'RetainExceptOnCreate';
      readonly UpdateReplacePolicy?: 'Retain';
      readonly Properties: Readonly<Record<string, TemplateValue | undefined>>;
    }
  >
>;

/** What `Fn::Sub` puts in the place of an id (`Ref`) or of `id.attribute` (`Fn::GetAtt`). */
export const inSub = (id: string): string => `\${${id}}`;

/** An ARN of this account and region; `rest` is what comes after the account. */
export const arnHere = (service: string, rest: string): TemplateValue => ({
  'Fn::Sub': `arn:${inSub('AWS::Partition')}:${service}:${inSub('AWS::Region')}:${inSub('AWS::AccountId')}:${rest}`,
});

/** The form of a secret's full ARN. */
export const SECRET_ARN = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}$/;

/** What may be read: the secret of that ARN, or of that name, after which Secrets Manager puts a hyphen and six characters. */
export const secretArn = (nameOrArn: string): TemplateValue =>
  SECRET_ARN.test(nameOrArn) ? nameOrArn : arnHere('secretsmanager', `secret:${nameOrArn}-??????`);

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
  return found && `must not contain "${found[1]}": ${found[2]}, so it would not arrive as written`;
};

/** Why a text is no switch, or undefined. */
export const switchProblem = (text: string): string | undefined =>
  /^(?:true|false)$/.test(text) ? undefined : 'not one of true, false';
