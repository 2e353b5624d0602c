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
      readonly DeletionPolicy?: 'Retain';
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
