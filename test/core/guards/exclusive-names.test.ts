import { exclusiveNames } from '../../../src/core/guards/exclusive-names.js';
import { anInput, factsOf, testGuard, thereOf, wantedOf } from './support.js';

const wanted = wantedOf({}, { name: 'billing', tables: [{ from: 'public.items', to: 'items' }] });
const database = 'postgres://pg.example.com:5432/ecommerce';
const shop = factsOf('shop', { databaseIdentity: database });
const pair = (other: Parameters<typeof factsOf>[1]) => anInput(wanted, [], { pipelines: [shop, factsOf('billing', { databaseIdentity: database, ...other })] });
const beside = (config: Record<string, string>, name = 'legacy') => anInput(wantedOf(), [], { pipelines: [shop], accountConnectors: new Map([[name, config]]) });
const foreign = { 'database.hostname': 'PG.example.com', 'database.port': '5432', 'database.dbname': 'ecommerce' };
const old = wantedOf({ name: 'old', tables: [] });

testGuard(exclusiveNames, [
  { name: 'one slot', given: pair({ exclusive: { slot: 'shop_slot' } }), want: ['CDC5104'], says: ['shop and billing', 'slot shop_slot'] },
  { name: 'names of their own', given: pair({}), want: [] },
  { name: 'one slot name in two servers', given: pair({ exclusive: { slot: 'shop_slot' }, databaseIdentity: 'postgres://other:5432/ecommerce' }), want: [] },
  { name: 'one slot name in two databases of a server: slots belong to the server', given: pair({ exclusive: { slot: 'shop_slot' }, databaseIdentity: 'postgres://pg.example.com:5432/crm' }), want: ['CDC5104'] },
  { name: 'one publication name in two databases of a server', given: pair({ exclusive: { publication: 'shop_publication' }, databaseIdentity: 'postgres://pg.example.com:5432/crm' }), want: [] },
  { name: 'one name in two roles', given: pair({ exclusive: { slot: 'shop_publication' } }), want: [] },
  { name: 'a connector of the account has the slot', given: beside({ ...foreign, 'slot.name': 'shop_slot' }), want: ['CDC5105'], says: ['connector legacy', 'slot shop_slot'] },
  { name: 'a connector of the account has the publication', given: beside({ ...foreign, 'publication.name': 'shop_publication' }), want: ['CDC5105'] },
  { name: 'a connector of the account has another slot', given: beside({ ...foreign, 'slot.name': 'legacy_slot' }), want: [] },
  { name: 'a connector of the account has the slot on another port', given: beside({ ...foreign, 'database.port': '5433', 'slot.name': 'shop_slot' }), want: [] },
  { name: 'a connector of the account has the publication in another database', given: beside({ ...foreign, 'database.dbname': 'crm', 'publication.name': 'shop_publication' }), want: [] },
  { name: 'the connector is the pipeline\'s own', given: beside({ ...foreign, 'slot.name': 'shop_slot' }, 'shop'), want: [] },
  {
    name: 'the connector leaves with this plan',
    given: anInput(wantedOf(), thereOf(old), { pipelines: [shop], deletable: () => true, accountConnectors: new Map([['old', { ...foreign, 'slot.name': 'shop_slot' }]]) }),
    want: [],
  },
]);
