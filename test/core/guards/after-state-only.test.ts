import { afterStateOnly } from '../../../src/core/guards/after-state-only.js';
import { anInput, testGuard, wantedOf } from './support.js';

const withValue = (value: string) => anInput(wantedOf({ config: { 'after.state.only': value } }), []);

testGuard(afterStateOnly, [
  { name: 'true', given: withValue('true'), want: ['CDC5301'], says: ['connector shop'] },
  { name: 'TRUE, which the plugin reads as true', given: withValue('TRUE'), want: ['CDC5301'] },
  { name: 'false', given: withValue('false'), want: [] },
  { name: 'not given', given: anInput(wantedOf(), []), want: [] },
]);
