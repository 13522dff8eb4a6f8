import { wrongAccount } from '../../../src/core/guards/wrong-account.js';
import { anInput, testGuard, wantedOf } from './support.js';

testGuard(wrongAccount, [
  { name: 'another environment', given: anInput(wantedOf(), [], { ledgerAccount: { known: 'environment env-1', found: 'environment env-2' } }), want: ['CDC5403'], says: ['env-1', 'env-2'] },
  { name: 'the one that the ledger knows', given: anInput(wantedOf(), []), want: [] },
]);
