// The edits of `npm run demo:change`, in the order in which they are made. Each is made to what the one before left.

/** What a reader should know: `destructive` edits must be refused until somebody allows exactly that plan. */
export const edits = [
  {
    name: 'password',
    title: 'The database password was rotated',
    about: 'No file changes: the value behind ${env:PG_PASSWORD} is another one. The ledger keeps a keyed digest, never the value.',
    env: { PG_PASSWORD: 'demo-postgres-rotated' },
  },
  {
    name: 'retention',
    title: 'Snapshots of the lake tables are kept for two weeks',
    changes: [{ file: 'postgres.yaml', from: '    formats: [ICEBERG]\n    retention: 7d', to: '    formats: [ICEBERG]\n    retention: 14d' }],
  },
  {
    name: 'column',
    title: 'A nullable column is added to a table',
    changes: [
      {
        file: 'postgres.yaml',
        from: '        note: STRING\n        placed_at: { type: TIMESTAMP_LTZ(6), from: zoned-timestamp }',
        to: '        note: STRING\n        placed_at: { type: TIMESTAMP_LTZ(6), from: zoned-timestamp }\n        note_length: { type: INT, expression: "CHAR_LENGTH(`note`)" }',
      },
    ],
  },
  {
    name: 'where',
    title: 'Other rows are wanted: WHERE changes',
    changes: [{ file: 'postgres.yaml', from: '      where: "`status` <> \'test\'"', to: '      where: "`status` = \'active\'"' }],
  },
  {
    name: 'key',
    title: 'The primary key changes',
    destructive: true,
    reason: 'orders are keyed by customer, too',
    changes: [{ file: 'postgres.yaml', from: '      to: orders\n      key: [id]', to: '      to: orders\n      key: [customer_id, id]' }],
  },
  {
    name: 'mode',
    title: 'The changelog mode changes: the items become a log',
    destructive: true,
    consent: 'fingerprint',
    changes: [
      {
        file: 'dynamodb.yaml',
        from: '      to: user_sessions\n      key: [session_id]',
        to: '      to: user_sessions\n      key: [session_id]\n      options: { changelogMode: append, cleanupPolicy: delete }',
      },
    ],
  },
  {
    name: 'format',
    title: 'The output format changes: the whole pipeline is rebuilt',
    about: 'So much at once trips the threshold, too; naming the fingerprint settles both.',
    destructive: true,
    reason: 'our consumers read PROTOBUF',
    changes: [
      { file: 'postgres.yaml', from: '  format: AVRO # goes on when a nullable column is added; JSON_SR, the default, does not', to: '  format: PROTOBUF' },
    ],
  },
  {
    name: 'table-removed',
    title: 'A table leaves the file',
    flags: ['--prune'],
    destructive: true,
    reason: 'nobody reads the orders any more',
    changes: [
      {
        file: 'postgres.yaml',
        from: `    - from: public.orders
      to: orders
      key: [customer_id, id]
      columns:
        id: BIGINT
        customer_id: INT
        total: { type: "DECIMAL(10, 2)", from: decimal }
        note: STRING
        placed_at: { type: TIMESTAMP_LTZ(6), from: zoned-timestamp }
        note_length: { type: INT, expression: "CHAR_LENGTH(\`note\`)" }
  tableflow:`,
        to: '  tableflow:',
      },
    ],
  },
  {
    name: 'pipeline-removed',
    title: 'A pipeline leaves the files',
    flags: ['--prune'],
    destructive: true,
    consent: 'fingerprint',
    removed: ['mysql.yaml'],
  },
];
