import type { AtMost, Labels, Select } from '../lib/power/choose/select.ts';

const labelTexts = ({ tags, anyTag, metadata, name, flavor }: Labels): readonly string[] => [
  ...(tags === undefined ? [] : [`tags ${tags.join(' and ')}`]),
  ...(anyTag === undefined ? [] : [`tag ${anyTag.join(' or ')}`]),
  ...Object.entries(metadata ?? {}).map(([key, values]) => `metadata ${key}=${values.join(' or ')}`),
  ...(name === undefined ? [] : [`name ${name.join(' or ')}`]),
  ...(flavor === undefined ? [] : [`flavor ${flavor.join(' or ')}`]),
];

const capText = (atMost: AtMost | undefined): string => {
  if (atMost === undefined) return 'at most SELECT_AT_MOST';
  return typeof atMost === 'number' ? `at most ${atMost}` : `at most ${atMost} of all servers`;
};

/** What a selector chooses, for people: `chooses tags env=dev, at most 40`. */
export const selectText = ({ machine = 'any', except, ...labels }: Select, atMost: AtMost | undefined): string => {
  const { serverIds = [], ...others } = except ?? {};
  const excepted = [
    ...labelTexts(others),
    ...(serverIds.length === 0 ? [] : [`${serverIds.length} server${serverIds.length === 1 ? '' : 's'} by id`]),
  ];
  const chosen = [...labelTexts(labels), ...(machine === 'any' ? [] : [`${machine} only`])];
  return [
    `chooses ${chosen.join(', ')}`,
    ...(excepted.length === 0 ? [] : [`except ${excepted.join(', ')}`]),
    capText(atMost),
  ].join(', ');
};
