/**
 * The model as a picture: a house for each service. Its foundations, walls and door are the provider's work; who closes, locks and watches is
 * shown by colour and by word, so that the picture can be read without colours. Scalable vector graphics, with a title and a description for
 * those who hear it: https://www.w3.org/TR/SVG2/
 */
import type { Answer, ServiceAnswer } from './ask.ts';
import type { Layer } from './layers.ts';

interface Colours {
  readonly fill: string;
  readonly text: string;
}

/** Of each colour pair the contrast is 4.5 or more: https://www.w3.org/TR/WCAG22/#contrast-minimum */
export const palette: Readonly<Record<'provider' | 'customer' | 'none' | 'open' | 'paper' | 'wall', Colours>> = {
  provider: { fill: '#1f4e79', text: '#ffffff' },
  customer: { fill: '#9a3f00', text: '#ffffff' },
  none: { fill: '#e2e5ea', text: '#30363f' },
  open: { fill: '#ffffff', text: '#30363f' },
  paper: { fill: '#f7f5f0', text: '#1d2329' },
  wall: { fill: '#e9e2d3', text: '#1d2329' },
};

const house = { width: 460, height: 580, top: 84, gap: 24 } as const;
const columnsMax = 3;
const sharedFill = 'url(#shared)';
const fontFamily = 'Helvetica, Arial, sans-serif';

/** At most a handful of services, each with the answers for all layers. */
export function drawHouses(services: readonly ServiceAnswer[]): string {
  const columns = Math.max(1, Math.min(columnsMax, services.length));
  const rows = Math.ceil(services.length / columns);
  const width = house.gap + columns * (house.width + house.gap);
  const key = legend(services, width, house.top + rows * (house.height + house.gap));
  const height = key.bottom + house.gap;
  const names = services.map(({ title }) => title).join(', ');
  const houses = services.map((service, i) => {
    const x = house.gap + (i % columns) * (house.width + house.gap);
    const y = house.top + Math.floor(i / columns) * (house.height + house.gap);
    return `<g transform="translate(${x} ${y})">\n${drawHouse(service)}</g>\n`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description" font-family="${fontFamily}">\n`,
    `<title id="title">Who answers for what: ${escaped(names)}</title>\n`,
    `<desc id="description">${escaped(services.map(described).join(' '))}</desc>\n`,
    '<defs>\n<linearGradient id="shared" x1="0" y1="0" x2="1" y2="1">\n',
    `<stop offset="0.5" stop-color="${palette.provider.fill}"/>\n<stop offset="0.5" stop-color="${palette.customer.fill}"/>\n`,
    '</linearGradient>\n<linearGradient id="shared-band">\n',
    `<stop offset="0.7" stop-color="${palette.provider.fill}"/>\n<stop offset="0.7" stop-color="${palette.customer.fill}"/>\n`,
    '</linearGradient>\n</defs>\n',
    rectangle({ x: 0, y: 0, width, height }, palette.paper.fill, ' stroke="none"'),
    words(width / 2, 36, 26, palette.paper.text, 'Who answers for what', ' font-weight="bold"'),
    words(width / 2, 64, 17, palette.paper.text, headline(columns)),
    ...houses,
    key.drawn,
    '</svg>\n',
  ].join('');
}

function headline(columns: number): string {
  return columns === 1
    ? 'The provider builds the house. You lock it.'
    : 'The provider builds the walls and the door. Closing and locking the door is up to you.';
}

/** Everything that the picture shows, in words. */
function described({ title, provider, answers }: ServiceAnswer): string {
  return `${title}. ${answers.map((answer) => `${answer.label}: ${whoWord(answer, provider)}.`).join(' ')}`;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function drawHouse({ title, provider, answers }: ServiceAnswer): string {
  const of = (layer: Layer): Answer => {
    const answer = answers.find((each) => each.layer === layer);
    if (answer === undefined) throw new Error(`The picture needs an answer about ${layer}.`);
    return answer;
  };
  const part = (layer: Layer): Part => ({ look: lookOf(of(layer)), who: whoWord(of(layer), provider) });
  return [
    words(230, 24, 22, palette.paper.text, title, ' font-weight="bold"'),
    roof(part('data')),
    rectangle({ x: 90, y: 292, width: 280, height: 138 }, palette.wall.fill),
    band(part('application'), { x: 90, y: 132, width: 280, height: 40 }, 'Application'),
    band(part('runtime'), { x: 90, y: 172, width: 280, height: 40 }, 'Runtime, engine'),
    band(part('platform-patching'), { x: 90, y: 212, width: 280, height: 40 }, 'Platform updates'),
    band(part('guest-os'), { x: 90, y: 252, width: 280, height: 40 }, 'Operating system'),
    safe(part('encryption-at-rest')),
    door(part('identity')),
    lock(part('key-custody')),
    camera(part('logging')),
    fence(part('virtual-network')),
    shed(part('backup')),
    laptop(part('client-side')),
    band(part('encryption-in-transit'), { x: 6, y: 430, width: 448, height: 38 }, 'Path: encryption in transit'),
    band(part('facility'), { x: 6, y: 486, width: 222, height: 40 }, 'Building'),
    band(part('hardware'), { x: 232, y: 486, width: 222, height: 40 }, 'Hardware'),
    band(part('hypervisor'), { x: 6, y: 530, width: 222, height: 40 }, 'Hypervisor'),
    band(part('physical-network'), { x: 232, y: 530, width: 222, height: 40 }, 'Cables, routers'),
  ].join('');
}

interface Look extends Colours {
  /** Further attributes of a shape. */
  readonly more: string;
}

interface Part {
  readonly look: Look;
  readonly who: string;
}

function lookOf({ party }: Answer): Look {
  const line = ` stroke="${palette.paper.text}" stroke-width="1.5"`;
  switch (party) {
    case 'inherited':
    case 'provider':
      return { ...palette.provider, more: line };
    case 'customer':
      return { ...palette.customer, more: line };
    case 'shared':
      // Both halves bear white words.
      return { fill: sharedFill, text: palette.provider.text, more: line };
    case 'notApplicable':
      return { ...palette.none, more: ` stroke="${palette.none.text}" stroke-width="1"` };
    case 'notSettled':
      return { ...palette.open, more: `${line} stroke-dasharray="5 3"` };
  }
}

function whoWord({ party }: Pick<Answer, 'party'>, provider: ServiceAnswer['provider']): string {
  switch (party) {
    case 'inherited':
    case 'provider':
      return provider === 'AWS' ? 'AWS' : 'vendor';
    case 'customer':
      return 'you';
    case 'shared':
      return 'both';
    case 'notApplicable':
      return 'none';
    case 'notSettled':
      return 'ask';
  }
}

/** A stone or a floor: what it is on the left, whose it is on the right. */
function band({ look, who }: Part, box: Box, label: string): string {
  const y = box.y + box.height / 2 + 6;
  const fill = look.fill === sharedFill ? 'url(#shared-band)' : look.fill;
  return [
    rectangle(box, fill, look.more),
    words(box.x + 12, y, 17, look.text, label, ' text-anchor="start"'),
    words(box.x + box.width - 12, y, 17, look.text, who, ' text-anchor="end" font-weight="bold"'),
  ].join('');
}

function roof({ look, who }: Part): string {
  return [
    `<path d="M66 132 L230 40 L394 132 Z" fill="${look.fill}"${look.more}/>\n`,
    words(230, 92, 17, look.text, 'Data'),
    words(230, 116, 17, look.text, who, ' font-weight="bold"'),
  ].join('');
}

function door({ look, who }: Part): string {
  return [
    `<path d="M192 430 V336 Q192 302 230 302 Q268 302 268 336 V430 Z" fill="${look.fill}"${look.more}/>\n`,
    words(230, 332, 16, look.text, 'Door:'),
    words(230, 352, 16, look.text, 'access'),
    words(230, 374, 17, look.text, who, ' font-weight="bold"'),
  ].join('');
}

/** A padlock that hangs on the door; its words stand beside it. */
function lock({ look, who }: Part): string {
  return [
    `<path d="M249 396 V390 A8 8 0 0 1 265 390 V396" fill="none" stroke="${palette.paper.text}" stroke-width="3.5"/>\n`,
    rectangle({ x: 244, y: 396, width: 26, height: 22 }, look.fill, `${look.more} rx="3"`),
    `<circle cx="257" cy="406" r="3" fill="${look.text}"/>\n`,
    rectangle({ x: 276, y: 396, width: 88, height: 26 }, look.fill, look.more),
    words(284, 414, 15, look.text, 'Keys', ' text-anchor="start"'),
    words(358, 414, 15, look.text, who, ' text-anchor="end" font-weight="bold"'),
  ].join('');
}

function safe({ look, who }: Part): string {
  return [
    rectangle({ x: 98, y: 302, width: 86, height: 120 }, look.fill, `${look.more} rx="6"`),
    words(141, 328, 16, look.text, 'Safe:'),
    words(141, 348, 16, look.text, 'at rest'),
    words(141, 370, 17, look.text, who, ' font-weight="bold"'),
    // The wheel of a safe.
    `<circle cx="141" cy="398" r="11" fill="none" stroke="${look.text}" stroke-width="3"/>\n`,
    `<path d="M141 381 V415 M126 389.5 L156 406.5 M126 406.5 L156 389.5" stroke="${look.text}" stroke-width="3"/>\n`,
  ].join('');
}

function camera({ look, who }: Part): string {
  return [
    rectangle({ x: 276, y: 302, width: 88, height: 86 }, look.fill, `${look.more} rx="6"`),
    words(320, 328, 16, look.text, 'Camera:'),
    words(320, 348, 16, look.text, 'logs'),
    words(320, 372, 17, look.text, who, ' font-weight="bold"'),
  ].join('');
}

function fence({ look, who }: Part): string {
  const pickets = [6, 26, 46, 66].map((x) => `M${x} 430 V338 L${x + 9} 326 L${x + 18} 338 V430 Z`).join(' ');
  return [
    `<path d="${pickets}" fill="${look.fill}"${look.more}/>\n`,
    rectangle({ x: 4, y: 344, width: 82, height: 70 }, look.fill, look.more),
    words(45, 364, 16, look.text, 'Fence:'),
    words(45, 384, 16, look.text, 'network'),
    words(45, 406, 17, look.text, who, ' font-weight="bold"'),
  ].join('');
}

function shed({ look, who }: Part): string {
  return [
    `<path d="M376 344 L415 316 L454 344 V430 H376 Z" fill="${look.fill}"${look.more}/>\n`,
    words(415, 364, 16, look.text, 'Shed:'),
    words(415, 384, 16, look.text, 'backup'),
    words(415, 408, 17, look.text, who, ' font-weight="bold"'),
  ].join('');
}

function laptop({ look, who }: Part): string {
  return [
    rectangle({ x: 6, y: 220, width: 78, height: 72 }, look.fill, `${look.more} rx="5"`),
    `<path d="M2 292 H88 L82 302 H8 Z" fill="${look.fill}"${look.more}/>\n`,
    words(45, 242, 15, look.text, "User's"),
    words(45, 261, 15, look.text, 'computer'),
    words(45, 283, 17, look.text, who, ' font-weight="bold"'),
  ].join('');
}

/** Only what the picture has; from the left, on as many lines as it takes. */
function legend(
  services: readonly ServiceAnswer[],
  width: number,
  top: number,
): { readonly drawn: string; readonly bottom: number } {
  const shown = new Set(
    services.flatMap(({ answers }) => answers.map(({ party }) => (party === 'inherited' ? 'provider' : party))),
  );
  const providers = new Set(services.map(({ provider }) => (provider === 'AWS' ? 'AWS' : 'the vendor')));
  const entries = (
    [
      ['provider', `${[...providers].join(' or ')} does it`],
      ['customer', 'you do it'],
      ['shared', 'both: the provider runs it, you set it up'],
      ['notApplicable', 'none: there is no such part'],
      ['notSettled', 'ask: AWS’s pages do not say'],
    ] as const
  ).filter(([party]) => shown.has(party));
  let [x, y] = [house.gap, top];
  const drawn = entries
    .map(([party, text]) => {
      const space = 34 + text.length * 8.6 + 22;
      if (x + space > width && x > house.gap) [x, y] = [house.gap, y + 32];
      const look = lookOf({ party } as Answer);
      const entry = [
        rectangle({ x, y, width: 24, height: 24 }, look.fill, look.more),
        words(x + 34, y + 18, 17, palette.paper.text, text, ' text-anchor="start"'),
      ].join('');
      x += space;
      return entry;
    })
    .join('');
  return { drawn, bottom: y + 24 };
}

function rectangle(
  { x, y, width, height }: Box,
  fill: string,
  more = ` stroke="${palette.paper.text}" stroke-width="1.5"`,
): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}"${more}/>\n`;
}

function words(x: number, y: number, size: number, fill: string, text: string, more = ''): string {
  const anchor = more.includes('text-anchor') ? '' : ' text-anchor="middle"';
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}"${anchor}${more}>${escaped(text)}</text>\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
