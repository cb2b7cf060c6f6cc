/** Which version a PostgreSQL server is. */

const connectMsMax = 2000;
const answerMsMax = 2000;

/** Such as `17.2`. Throws what the server or the network says. */
export async function postgresVersion(url: string): Promise<string> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectMsMax,
    query_timeout: answerMsMax,
    application_name: 'lockstead doctor',
  });
  await client.connect();
  try {
    const { rows } = await client.query<{ readonly version: string }>(
      "SELECT current_setting('server_version') AS version",
    );
    return rows[0]?.version ?? '';
  } finally {
    await client.end();
  }
}
