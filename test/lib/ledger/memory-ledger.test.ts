import { memoryLedger } from '../../../lib/ledger/table-ledger.ts';
import { freezeContract } from './freeze-contract.ts';
import { ledgerContract } from './ledger-contract.ts';

ledgerContract('memory', async () => ({ fresh: async () => memoryLedger(), close: async () => {} }));
freezeContract('memory', async () => ({ fresh: async () => memoryLedger(), close: async () => {} }));
