/** The XML of SAML: what is read, what is refused, and how long it takes. */
import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { everyElement, readXml, type XmlElement, type XmlForm } from './xml.ts';

const limits = { elementsMax: 100_000, depthMax: 20, attributesMax: 8, nameLengthMax: 64 };
const read = (text: string, form: XmlForm = 'plain'): XmlElement | undefined => readXml(text, form, limits);

test('names stand for namespaces, wherever they were declared', () => {
  const root = read(
    '<?xml version="1.0" encoding="UTF-8"?>\n<a xmlns="u:1" xmlns:p="u:2"><p:b xmlns:p="u:3" p:c="1" c="2"/><p:b/><b xmlns=""/></a>\n',
  );
  expect([...everyElement(root as XmlElement)].map(({ namespace, name }) => `${namespace} ${name}`)).toEqual([
    'u:1 a',
    'u:3 b',
    'u:2 b',
    ' b',
  ]);
  expect([...(root?.children[0]?.attributes ?? [])]).toEqual([
    ['{u:3}c', '1'],
    ['c', '2'],
  ]);
});

test('text and attributes are unescaped once', () => {
  const root = read('<a b="&lt;&#65;&#x42;&amp;amp;\n">x&gt;<c/>y\r\nz</a>');
  expect(root).toMatchObject({ text: 'x>y\nz' });
  expect(root?.attributes.get('b')).toBe('<AB&amp; ');
});

test('comments and CDATA are no part of a plain document', () => {
  for (const text of ['<a><!-- c --></a>', '<a><![CDATA[x]]></a>', '<a><?p?></a>', '<!-- c --><a/>']) {
    expect(read(text), text).toBeUndefined();
    expect(read(text, 'usual'), text).toMatchObject({ name: 'a' });
  }
});

test.each([
  '',
  'a',
  '<a>',
  '<a></b>',
  '<a/><b/>',
  '<a/>x',
  'x<a/>',
  '<a b="1" b="2"/>',
  '<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>',
  '<a b=1/>',
  '<a b="<"/>',
  '<a b="1"c="2"/>',
  '<p:a/>',
  '<a p:b="1"/>',
  '<a xmlns:p=""/>',
  '<a xmlns:xml="u"/>',
  '<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>',
  '<!DOCTYPE a><a/>',
  '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
  '<a>&b;</a>',
  '<a>&#0;</a>',
  '<a>&#xD800;</a>',
  '<a>\u0000</a>',
  '<a>]]></a>',
  '<a>&#x110000;</a>',
  '\ufeff<a/>',
  ' <?xml version="1.0"?><a/>',
  `${'<a>'.repeat(21)}${'</a>'.repeat(21)}`,
  `<${'a'.repeat(65)}/>`,
  `<a ${Array.from({ length: 9 }, (_, index) => `b${index}=""`).join(' ')}/>`,
])('refused: %s', (text) => {
  expect(read(text)).toBeUndefined();
  expect(read(text, 'usual')).toBeUndefined();
});

test('of what is read, another parser reads the same', () => {
  const name = fc.stringMatching(/^[a-c]$/);
  const text = fc.stringMatching(/^[x &<>"'\n]{0,6}$/);
  const escaped = (value: string): string =>
    value.replaceAll(/[&<>"'\n]/g, (character) => `&#${character.charCodeAt(0)};`);
  const element: fc.Memo<string> = fc.memo((depth) =>
    fc
      .tuple(name, fc.option(name), text, text, depth > 1 ? fc.array(element(), { maxLength: 3 }) : fc.constant([]))
      .map(([tag, prefix, value, content, children]) => {
        const written = prefix === null ? tag : `${prefix}:${tag}`;
        const declared = prefix === null ? ` xmlns="u:${tag}"` : ` xmlns:${prefix}="u:${prefix}"`;
        return `<${written}${declared} d="${escaped(value)}">${escaped(content)}${children.join('')}</${written}>`;
      }),
  );
  fc.assert(
    fc.property(element(4), (xml) => {
      const other = new DOMParser().parseFromString(xml, 'text/xml').documentElement;
      const ours = readXml(xml, 'plain', { ...limits, depthMax: 100 });
      expect(ours && shown(ours)).toEqual(shownOther(other));
    }),
  );
});

function shown({ namespace, name, attributes, text, children }: XmlElement): unknown {
  return [namespace, name, attributes.get('d'), text, children.map(shown)];
}

function shownOther(element: Element): unknown {
  const nodes = Array.from(element.childNodes);
  const text = nodes.filter(({ nodeType }) => nodeType === 3).map(({ nodeValue }) => nodeValue);
  const children = nodes.filter(({ nodeType }) => nodeType === 1);
  return [
    element.namespaceURI ?? '',
    element.localName,
    element.getAttribute('d'),
    text.join(''),
    children.map((child) => shownOther(child as Element)),
  ];
}

test('what is hostile costs no more than its length', () => {
  const long = 1_000_000;
  const texts = [
    `<${'a'.repeat(long)}`,
    `<a ${' '.repeat(long)}`,
    `<a ${'b'.repeat(long)}="`,
    `<a b="${' '.repeat(long)}`,
    `<a>${'&amp;'.repeat(long / 5)}`,
    `<a>${'&'.repeat(long)}`,
    '<a>'.repeat(long / 3),
    `<a>${'<b/>'.repeat(long / 4)}`,
    `<a ${'b="" '.repeat(long / 5)}/>`,
    `<a>${']]'.repeat(long / 2)}</a>`,
    `<a>${'<!--'.repeat(long / 4)}</a>`,
    `<?xml ${' '.repeat(long)}`,
  ];
  const started = performance.now();
  for (const text of texts) {
    read(text);
    read(text, 'usual');
  }
  expect(performance.now() - started).toBeLessThan(4000);
});
