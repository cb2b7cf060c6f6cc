import { expect, test } from 'vitest';
import { gaugeRow, gaugesIn } from './gauges.ts';

const text = [
  '# HELP lockstead_denied_total Requests that policies denied.',
  '# TYPE lockstead_denied_total counter',
  'lockstead_denied_total 3',
  '# HELP lockstead_connections Open connections.',
  '# TYPE lockstead_connections gauge',
  'lockstead_connections{state="authenticated"} 2',
  'lockstead_connections{state="unauthenticated"} 40',
  '# HELP lockstead_waiting_bytes Bytes that wait.',
  '# TYPE lockstead_waiting_bytes gauge',
  'lockstead_waiting_bytes 104857600',
  '# TYPE lockstead_event_loop_delay_p99_seconds gauge',
  'lockstead_event_loop_delay_p99_seconds 0.0123',
  '',
].join('\n');

test('gauges, with their labels and what they mean', () => {
  expect(gaugesIn(text).map(gaugeRow)).toEqual([
    ['connections', '2 authenticated, 40 unauthenticated', 'Open connections.'],
    ['waiting', '100 MiB', 'Bytes that wait.'],
    ['event loop delay p99', '12.3 ms', ''],
  ]);
});
