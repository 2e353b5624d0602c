import { rm } from 'node:fs/promises';
import { serviceFolder } from './rehearsal/framework.ts';
import { startMoto } from './rehearsal/moto.ts';
import { rehearse } from './rehearsal/rehearsal.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** `npm run rehearse`: exit 0 when it held or could not run, which it says; 1 when it did not hold. */
const main = async (): Promise<number> => {
  const moto = await startMoto();
  if (moto === undefined) {
    say('the rehearsal DID NOT RUN: moto_server is not installed (Python: pip install "moto[server]" cfn-lint)');
    return 0;
  }
  const folder = await serviceFolder();
  try {
    const { held, lines } = await rehearse(moto.url, folder, Date.now);
    for (const line of lines) say(line);
    say(held ? 'the rehearsal passed' : 'the rehearsal FAILED');
    return held ? 0 : 1;
  } finally {
    await moto.stop();
    await rm(folder, { recursive: true });
  }
};

process.exitCode = await main();
