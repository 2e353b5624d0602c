import { Misuse, readCommand } from './command.ts';
import { plant } from './plants/plant-hook.ts';
import { PLANTS } from './plants/plants.ts';

// The product is loaded after the plant, if there is one: hence the late import.
const main = async (args: readonly string[]): Promise<number> => {
  try {
    const command = readCommand(args);
    if (command.plant !== undefined) {
      const chosen = PLANTS.find(({ name }) => name === command.plant);
      if (chosen === undefined) throw new Misuse(`--plant: none is called ${command.plant}`);
      plant(chosen);
    }
    const { carryOut } = await import('./carry-out.ts');
    return await carryOut(command, (line) => process.stdout.write(`${line}\n`));
  } catch (thrown) {
    if (!(thrown instanceof Misuse)) throw thrown;
    process.stderr.write(`simulate: ${thrown.message}\n`);
    return 2;
  }
};

// Not left to the event loop: a webhook that was killed in virtual time may leave a real timer behind.
process.exit(await main(process.argv.slice(2)));
