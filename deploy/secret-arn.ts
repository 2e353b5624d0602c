import { arnHere, type TemplateValue } from './resources.ts';

/** The form of a secret's full ARN. */
export const SECRET_ARN = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}$/;

/** What may be read: the secret of that ARN, or of that name, after which Secrets Manager puts a hyphen and six characters. */
export const secretArn = (nameOrArn: string): TemplateValue =>
  SECRET_ARN.test(nameOrArn) ? nameOrArn : arnHere('secretsmanager', `secret:${nameOrArn}-??????`);
