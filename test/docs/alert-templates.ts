import * as v from 'valibot';
import { expect } from 'vitest';
import { parse } from 'yaml';
import type { Instant } from '../../lib/instant.ts';
import { recipe, SERVER } from './recipe-page.ts';
import { second } from './sending.ts';

/** An alert as Alertmanager and Grafana hand it to a template. */
export const anAlert = (at: Instant) => ({
  status: 'firing',
  labels: { alertname: 'MaintenanceOver', server_id: SERVER },
  startsAt: second(at),
  fingerprint: '3d5e6ebd7e065f51',
});

/** A template over one alert: what Go's text/template makes of each expression (that it does is another test). */
export const rendered = (template: string, at: Instant): string => {
  const { labels, fingerprint, startsAt } = anAlert(at);
  const values: Readonly<Record<string, string>> = {
    'range .Alerts.Firing': '',
    '.Labels.server_id': labels.server_id,
    '.Fingerprint': fingerprint,
    '.StartsAt.Unix': String(at / 1000),
    '.StartsAt.UTC.Format "2006-01-02T15:04:05Z"': startsAt,
    end: '',
  };
  return template.replaceAll(/\{\{ (.*?) \}\}/g, (_, name) => values[name] ?? expect.fail(`what is {{ ${name} }}?`));
};

const message = v.looseObject({ message: v.string(), topic_arn: v.string() });
const alertmanagerFile = v.object({
  receivers: v.tuple([v.unknown(), v.object({ sns_configs: v.tuple([message]) })]),
});
const grafanaFile = v.object({
  contactPoints: v.tuple([v.object({ receivers: v.tuple([v.object({ type: v.literal('sns'), settings: message })]) })]),
});

/** The templates of the page, by heading. */
export const TEMPLATES = {
  Alertmanager: () => v.parse(alertmanagerFile, parse(recipe('Alertmanager'))).receivers[1].sns_configs[0].message,
  Grafana: () => v.parse(grafanaFile, parse(recipe('Grafana'))).contactPoints[0].receivers[0].settings.message,
} as const;
