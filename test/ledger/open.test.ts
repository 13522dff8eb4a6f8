import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/ledger/open.js';

const options = { cwd: '/work/shop', env: {} };

describe('openStore', () => {
  it.each([
    { url: undefined, want: 'file:.reconcile/prod.json' },
    { url: '', want: 'file:.reconcile/prod.json' },
    { url: 'file:', want: 'file:.reconcile/prod.json' },
    { url: 'file:state/ledgers', want: 'file:state/ledgers/prod.json' },
    { url: 'file:/var/lib/ledger', want: 'file:/var/lib/ledger/prod.json' },
    { url: 'file:///var/lib/led%20ger', want: 'file:/var/lib/led ger/prod.json' },
    { url: 'file:../elsewhere', want: 'file:/work/elsewhere/prod.json' },
    { url: 'git:', want: 'git:origin#refs/cdc-reconciler/prod' },
    { url: 'git:#refs/ledgers', want: 'git:origin#refs/ledgers/prod' },
    { url: 'git:git@example.com:team/shop.git', want: 'git:git@example.com:team/shop.git#refs/cdc-reconciler/prod' },
    { url: 'git:https://user:token@example.com/shop.git#refs/heads/ledger/', want: 'git:https://example.com/shop.git#refs/heads/ledger/prod' },
    { url: 'git:ssh://git@example.com/shop.git', want: 'git:ssh://example.com/shop.git#refs/cdc-reconciler/prod' },
    { url: 'git://example.com/shop.git', want: 'git:git://example.com/shop.git#refs/cdc-reconciler/prod' },
  ])('$url is $want', ({ url, want }) => {
    const store = openStore(url, 'prod', options);
    expect(store.location).toBe(want);
    expect(store.target).toBe('prod');
  });

  it.each([
    { url: 's3:bucket', want: 'is no place for a ledger' },
    { url: 'https://user:token@example.com/shop.git', want: '"https://example.com/shop.git" is no place' },
    { url: '.reconcile', want: 'write file:FOLDER' },
    { url: 'git:#heads/x', want: 'where the ledger\'s refs go' },
    { url: 'git:x#refs/', want: 'where the ledger\'s refs go' },
    { url: 'git:x#refs/a..b', want: 'where the ledger\'s refs go' },
    { url: 'git:x#refs/-a b', want: 'where the ledger\'s refs go' },
  ])('$url is refused', ({ url, want }) => {
    expect(() => openStore(url, 'prod', options)).toThrow(want);
  });
});
