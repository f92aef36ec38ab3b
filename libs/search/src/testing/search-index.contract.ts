import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SearchDocument, SearchIndex, SearchQuery } from '../search-index.js';

export function document(of: Partial<SearchDocument> & { id: string; title: string }): SearchDocument {
  return { tenant: 'main', kind: 'CONTACT', accessId: 'ann', subtitle: null, texts: [], emails: [], phones: [], version: 1, ...of };
}

/** What every search index does. `open` gives an empty one, `settled` resolves when what was put can be found. */
export function searchIndexContract(
  name: string,
  open: () => Promise<{ index: SearchIndex; settled?: () => Promise<void>; close(): Promise<void> }>,
): void {
  describe(name, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    beforeAll(async () => {
      opened = await open();
    }, 180_000);
    afterAll(() => opened?.close());
    beforeEach(() => given([]));

    async function given(documents: readonly SearchDocument[]): Promise<void> {
      await opened.index.rebuild(documents);
      await opened.settled?.();
    }
    async function put(...documents: SearchDocument[]): Promise<void> {
      await opened.index.put(documents);
      await opened.settled?.();
    }
    const search = (text: string, more: Partial<SearchQuery> = {}) => opened.index.search({ tenant: 'main', text, sees: 'all', ...more });
    const ids = async (text: string, more: Partial<SearchQuery> = {}) => (await search(text, more)).map(({ id }) => id);

    it('finds words by their beginnings, in any order, in title, subtitle and texts', async () => {
      await given([
        document({ id: 'a', title: 'Anna Schmidt', subtitle: 'Buyer at Acme', texts: ['met in Lisbon'] }),
        document({ id: 'b', title: 'Bernd Schmid' }),
      ]);
      expect((await ids('schmi')).sort()).toEqual(['a', 'b']);
      expect(await ids('schmidt ann')).toEqual(['a']);
      expect(await ids('anna acme')).toEqual(['a']);
      expect(await ids('lisb')).toEqual(['a']);
      expect(await ids('anna zurich')).toEqual([]);
      expect(await ids('  ')).toEqual([]);
      expect(await ids('!?')).toEqual([]);
    });

    it('puts the closer match first', async () => {
      await given([
        document({ id: 'text', title: 'Meeting', texts: ['with acme'] }),
        document({ id: 'begins', title: 'Acme Holding' }),
        document({ id: 'within', title: 'The Acme' }),
        document({ id: 'longer', title: 'Acmeister' }),
        document({ id: 'same', title: 'ACME' }),
      ]);
      const found = await ids('acme');
      expect(found[0]).toBe('same');
      expect(found.slice(0, 2)).toEqual(['same', 'begins']);
      expect(found.indexOf('within')).toBeLessThan(found.indexOf('text'));
    });

    it('looks for typos only where nothing fits as typed', async () => {
      await given([document({ id: 'typed', title: 'Acme' }), document({ id: 'other', title: 'Acne Clinic' })]);
      expect(await ids('acme')).toEqual(['typed']);
      expect(await ids('acnee')).toEqual(['other']);
    });

    it.each([
      ['smiht', 'John Smith'],
      ['jonh smith', 'John Smith'],
      ['micheal', 'Michael Jordan'],
      ['gutierez', 'Javier Gutiérrez'],
      ['mueller', 'Müller GmbH'],
      ['thorughline', 'Throughline'],
    ])('forgives the typo in %s', async (typed, title) => {
      await given([document({ id: 'it', title }), document({ id: 'other', title: 'Something else entirely' })]);
      expect(await ids(typed)).toEqual(['it']);
    });

    it('does not take another word for a typo', async () => {
      await given([document({ id: 'a', title: 'Sanders' }), document({ id: 'b', title: 'Max' })]);
      expect(await ids('anderson')).toEqual([]);
      expect(await ids('mex')).toEqual([]);
    });

    it('finds phones by their digits, however typed', async () => {
      await given([
        document({ id: 'a', title: 'Anna', phones: ['+49 171 123-4567'] }),
        document({ id: 'b', title: 'Bernd', phones: ['+491729999999'] }),
      ]);
      for (const typed of ['+491711234567', '0171 1234567', '0171/123', '4567', '1234567']) expect(await ids(typed)).toEqual(['a']);
    });

    it('finds e-mails whole, by beginning and by domain, whatever the case', async () => {
      await given([
        document({ id: 'a', title: 'Anna', emails: ['Anna.Schmidt@Acme.example', 'a@home.example'] }),
        document({ id: 'b', title: 'Bernd', emails: ['bernd@acme.example'] }),
      ]);
      expect(await ids('anna.schmidt@acme.EXAMPLE')).toEqual(['a']);
      expect(await ids('anna.sch')).toEqual(['a']);
      expect(await ids('a@home')).toEqual(['a']);
      expect((await ids('@acme.example')).sort()).toEqual(['a', 'b']);
      expect((await ids('acme.example')).sort()).toEqual(['a', 'b']);
    });

    it.each([
      ['gutierrez', 'Javier Gutiérrez'],
      ['Gutiérrez', 'Javier Gutierrez'],
      ['strasse', 'Hauptstraße Straße GmbH'],
      ['straße', 'Strasse AG'],
      ['istanbul', 'İstanbul Ltd'],
      ['ISTANBUL', 'ıstanbul'],
      ["o'neil", 'Shaun O’Neil'],
      ['oneil', "Shaun O'Neil"],
      ['neil', "Shaun O'Neil"],
      ['電力', '東京電力株式会社'],
      ['東京', '東京電力株式会社'],
      ['삼성', '주식회사삼성전자'],
      ['мария', 'МАРИЯ Иванова'],
      ['Ｆｕｌｌ', 'full width'],
      ['lodz', 'Łódź'],
      ['smørrebrød', 'Smorrebrod'],
    ])('finds %s in %s', async (typed, title) => {
      await given([document({ id: 'it', title })]);
      expect(await ids(typed)).toEqual(['it']);
    });

    it('marks what matched and lets no markup through', async () => {
      await given([
        document({ id: 'a', title: '<b>Anna</b> & Söhne', emails: ['anna@x.org'] }),
        document({ id: 'b', title: 'Zoe', emails: ['zoe@y.org'] }),
      ]);
      expect((await search('sohne'))[0]!.highlight).toBe('&#60;b&#62;Anna&#60;/b&#62; &#38; <em>Söhne</em>');
      expect((await search('zoe@y'))[0]!.highlight).toBe('<em>zoe@y.org</em>');
      expect((await search('anna'))[0]).toMatchObject({ kind: 'CONTACT', id: 'a', title: '<b>Anna</b> & Söhne', subtitle: null });
    });

    it('shows only what the searcher may see, of its own tenant, of the kinds asked for', async () => {
      await given([
        document({ id: 'anns', title: 'Acme one', accessId: 'ann' }),
        document({ id: 'bobs', title: 'Acme two', accessId: 'bob', kind: 'ACCOUNT' }),
        document({ id: 'nobodys', title: 'Acme three', accessId: null }),
        document({ id: 'other', title: 'Acme four', tenant: 'other' }),
      ]);
      expect((await ids('acme')).sort()).toEqual(['anns', 'bobs', 'nobodys']);
      for (const typed of ['acme', 'acem', 'two']) expect(await ids(typed, { sees: ['ann'] })).toEqual(typed === 'two' ? [] : ['anns']);
      expect(await ids('acme', { sees: [] })).toEqual([]);
      expect(await ids('acme', { kinds: ['ACCOUNT'] })).toEqual(['bobs']);
      expect(await ids('acme', { kinds: [] })).toEqual([]);
      expect(await ids('acme', { first: 2 })).toHaveLength(2);
    });

    it('keeps the newest version, whatever the order of arrival', async () => {
      await put(document({ id: 'a', title: 'Second', version: 2 }));
      await put(document({ id: 'a', title: 'First', version: 1 }));
      expect(await ids('second')).toEqual(['a']);
      expect(await ids('first')).toEqual([]);
      await put(document({ id: 'a', title: 'Third', version: 3 }), document({ id: 'a', title: 'Fourth', version: 4 }));
      expect(await ids('fourth')).toEqual(['a']);
      expect(await ids('second')).toEqual([]);
      await opened.index.remove([{ tenant: 'main', id: 'a' }]);
      await opened.settled?.();
      expect(await ids('fourth')).toEqual([]);
    });

    it('removes a version, not a newer one', async () => {
      await put(document({ id: 'a', title: 'Second', version: 2 }), document({ id: 'b', title: 'Second', version: 2 }));
      await opened.index.remove([
        { tenant: 'main', id: 'a', version: 1 },
        { tenant: 'main', id: 'b', version: 3 },
        { tenant: 'main', id: 'unknown', version: 1 },
      ]);
      await opened.settled?.();
      expect(await ids('second')).toEqual(['a']);
      await put(document({ id: 'b', title: 'Fourth', version: 4 }));
      expect(await ids('fourth')).toEqual(['b']);
    });

    it('is replaced as a whole by a rebuild', async () => {
      await put(document({ id: 'old', title: 'Old one' }));
      await given([document({ id: 'new', title: 'New one' })]);
      expect(await ids('one')).toEqual(['new']);
    });

    it('takes any text as a question', async () => {
      await given([document({ id: 'a', title: "a'b\\c & d | !e:* <-> %_" })]);
      for (const typed of ["'", '\\', "a'b\\c", '& | ! :*', '%', '_', '@', '@@', '😀', 'a'.repeat(5000), '\u{D800}', '( )', "'':*", '$1']) {
        await expect(search(typed)).resolves.toBeInstanceOf(Array);
      }
      expect(await ids("a'b\\c")).toEqual(['a']);
      await put(document({ id: 'cut', title: `${'x'.repeat(499)}😀` }));
      expect(await ids('xxx')).toEqual(['cut']);
      expect(await ids('xxx \u{D800}')).toEqual(['cut']);
    });
  });
}
