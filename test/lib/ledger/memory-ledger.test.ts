import { runLedger } from '../../../lib/ledger/run-ledger.ts';
import { memoryLedger } from '../../../lib/ledger/table-ledger.ts';
import { freezeContract } from './freeze-contract.ts';
import { entriesContract, ledgerContract } from './ledger-contract.ts';
import { rollsContract } from './rolls-contract.ts';

const memory = async () => ({ fresh: async () => memoryLedger(), close: async () => {} });

ledgerContract('memory', memory);
rollsContract('memory', memory);
freezeContract('memory', memory);

entriesContract('the memory of a run', async () => ({ fresh: async () => runLedger(), close: async () => {} }));
