import { memoryLedger } from '../../../lib/ledger/table-ledger.ts';
import { freezeContract } from './freeze-contract.ts';
import { ledgerContract } from './ledger-contract.ts';
import { rollsContract } from './rolls-contract.ts';

const memory = async () => ({ fresh: async () => memoryLedger(), close: async () => {} });

ledgerContract('memory', memory);
rollsContract('memory', memory);
freezeContract('memory', memory);
