import { describe, expect, it } from '@jest/globals';
import { InvalidInput } from '@throughline/decider';
import {
  Check,
  countryCode,
  emailKey,
  nameKey,
  parseAddress,
  parseDomain,
  parseEmail,
  parseLine,
  parseName,
  parsePhone,
  parseTags,
  parseText,
  phoneDigits,
  phoneKey,
} from './index.js';

describe('names and texts', () => {
  it.each([
    'Đặng Thị Hoà',
    'José María Ñuñez',
    "O’Neill-d'Arc",
    '山田 太郎',
    'محمد بن سلمان',
    'Þórr Æsir',
    '👩‍🚀 Ltd.',
    'Müller & Söhne GmbH',
  ])('keeps %s', (name) => {
    expect(parseName(name)).toBe(name);
  });

  it('cleans white space and composes accents', () => {
    expect(parseName('  Zoe\u0308 \t  van\u00a0Dyk ')).toBe('Zo\u00eb van Dyk');
    expect(parseText(' a\r\nb\tc ')).toBe('a\nb\tc');
  });

  it('refuses what cannot be shown or stored', () => {
    expect(() => parseLine('a\u0000b')).toThrow('control characters');
    expect(() => parseLine('invoice\u202egpj.exe')).toThrow('control characters');
    expect(() => parseLine('\ud800')).toThrow('valid Unicode');
    expect(() => parseLine('x'.repeat(201))).toThrow('longer than 200');
    expect(parseLine('😀'.repeat(200))).toHaveLength(400);
  });

  it('tells names apart by what is said, not how it is spelt', () => {
    expect(nameKey('Müller, Jürgen')).toBe(nameKey('muller JURGEN'));
    expect(nameKey('Weiß')).toBe(nameKey('WEISS'));
    expect(nameKey('山田')).not.toBe('');
  });

  it('keeps each tag once, in its first spelling', () => {
    expect(parseTags(['VIP', ' vip ', '', 'Beta'])).toEqual(['VIP', 'Beta']);
  });
});

describe('e-mail', () => {
  it.each([
    'jo@example.com',
    "o'neill+crm@mail.example.co.uk",
    'a..b.@docomo.example.jp',
    'jürgen@bücher.example',
    '用户@例子.公司',
    '"john doe"@example.com',
    '_x-1@sub_domain.example.com',
  ])('accepts %s', (address) => expect(parseEmail(address)).toBe(address));

  it.each([
    'jo',
    'jo@',
    '@example.com',
    'jo@localhost',
    'jo doe@example.com',
    'jo@exa mple.com',
    'jo@-x.com',
    'jo@example..com',
    'a@b@c',
    'Jo <jo@example.com>',
    `${'x'.repeat(65)}@example.com`,
  ])('refuses %s', (address) => expect(() => parseEmail(address)).toThrow('is not an e-mail address'));

  it('compares without case, and internationalised domains in either form', () => {
    expect(emailKey('Jo.Doe@EXAMPLE.com')).toBe(emailKey('jo.doe@example.COM'));
    expect(emailKey('jo@bücher.example')).toBe(emailKey('JO@xn--bcher-kva.example'));
  });
});

describe('phone', () => {
  it('keeps what was typed, and E.164 where it can be known', () => {
    expect(parsePhone(' +49 (30) 901820 ')).toEqual({ number: '+49 (30) 901820', e164: '+4930901820' });
    expect(parsePhone('030 901820', 'DE')).toEqual({ number: '030 901820', e164: '+4930901820' });
    expect(parsePhone('030 901820')).toEqual({ number: '030 901820' });
    expect(parsePhone('ext. 4711')).toEqual({ number: 'ext. 4711' });
    expect(() => parsePhone('ask Jo')).toThrow('is not a phone number');
  });

  it('is found by its digits, whatever the script', () => {
    expect(phoneDigits('+٤٩ ٣٠-901')).toBe('4930901');
    expect(phoneKey(parsePhone('+1 415 555 2671'))).toBe(phoneKey(parsePhone('(415) 555-2671', 'US')));
  });
});

describe('domains', () => {
  it.each([
    ['https://www.Acme.com/about?x#y', 'acme.com'],
    ['acme.co.uk.', 'acme.co.uk'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['jo@acme.com', 'acme.com'],
    ['acme.com:8080', 'acme.com'],
  ])('%s is %s', (typed, domain) => expect(parseDomain(typed)).toBe(domain));
  it.each(['acme', 'not a domain', 'http://', '-a.com', '192.168.0.1'])('refuses %s', (typed) =>
    expect(() => parseDomain(typed)).toThrow('is not a domain name'),
  );
});

describe('addresses', () => {
  it('keep the parts there are', () => {
    expect(parseAddress({ street: ' 1-2-3 千代田\r\n4F', city: '東京', country: 'jp', region: '', postalCode: null })).toEqual({
      street: '1-2-3 千代田\n4F',
      city: '東京',
      country: 'JP',
    });
    expect(parseAddress({ street: ' ' })).toBeUndefined();
    expect(() => parseAddress({ city: 'x\u0007' })).toThrow('has a city that holds control characters');
  });

  it('know countries by code and English name', () => {
    expect([countryCode('Germany'), countryCode('DE'), countryCode('united states'), countryCode('Atlantis')]).toEqual([
      'DE',
      'DE',
      'US',
      undefined,
    ]);
  });
});

describe('Check', () => {
  it('tells everything that is wrong at once, by path', () => {
    const check = new Check();
    check.required('name', ' ', parseName);
    check.optional('domain', 'nowhere', parseDomain);
    check.list('emails', [{ address: 'jo@example.com' }, { address: 'jo' }], (email, at) =>
      check.required(at('address'), email.address, parseEmail),
    );
    let thrown: unknown;
    try {
      check.done();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(InvalidInput);
    expect((thrown as InvalidInput).fields).toEqual({
      name: 'is required',
      domain: 'is not a domain name, such as example.com',
      'emails.1.address': 'is not an e-mail address, such as name@example.com',
    });
  });

  it('lets absent and null through as they are', () => {
    const check = new Check();
    expect([
      check.optional('a', undefined, parseName),
      check.optional('b', null, parseName),
      check.optional('c', ' x ', parseName),
    ]).toEqual([undefined, null, 'x']);
    expect(() => check.done()).not.toThrow();
  });
});
