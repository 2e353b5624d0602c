import { memoryLedger } from '../../../lib/ledger/table-ledger.ts';
import { ledgerContract } from './ledger-contract.ts';

ledgerContract('memory', async () => ({ fresh: async () => memoryLedger(), close: async () => {} }));
