/** A bucket of a million objects: one object's record, again and again under other keys. The server that owns the data is stopped. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export function fill(data: string, bucket: string, from: string, count: number): void {
  const database = new DatabaseSync(join(data, 'lockstead.db'));
  try {
    database.exec('BEGIN');
    const copy = database.prepare(`
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
      INSERT INTO documents (collection, scope, id, rev, body, keys)
      SELECT d.collection, d.scope, ? || '/' || printf('many/%07d', i), 1,
        json_set(d.body, '$.bucket', ?, '$.key', printf('many/%07d', i)), d.keys
      FROM n CROSS JOIN documents d WHERE d.collection = 's3.object' AND d.id = ?`);
    copy.run(count, bucket, bucket, from);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}
