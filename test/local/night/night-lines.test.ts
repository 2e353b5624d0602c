import { expect, test } from 'vitest';
import { endOf } from '../../../local/pictures/night-lines.ts';
import { terminalPicture } from '../../../local/pictures/terminal-picture.ts';

test('The picture of a night has its table, totals and promises, and not what is redrawn before', () => {
  const output = [
    'a frame',
    '  server  what is awkward about it',
    '  bms-01  nothing',
    'What the outcomes mean',
    '  held  x',
    'The promises (# above)',
    '  ✔ 1',
    'The message to people',
    'x',
  ];
  expect(endOf(output.join('\r\n'))).toEqual([...output.slice(1, 3), ...output.slice(5, 7)]);
  expect(() => endOf('nothing')).toThrow('the end of the night is not as it was');
});

test('Colours of a terminal become colours of the picture, and its text is escaped', () => {
  const page = terminalPicture('t', ['a \u001b[31mdead <letter>\u001b[39m b \u001b[32mstopped\u001b[39m'], 80);
  expect(page).toContain('a <tspan class="red">dead &lt;letter&gt;</tspan> b <tspan class="green">stopped</tspan>');
});
