import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent, request } from 'undici';
import { isPublicAddress, publicLookup } from './public-address.js';

describe('an address', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.255',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2001:db8::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'ff02::1',
    'localhost',
    '127.1',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['1.1.1.1', '8.8.8.8', '172.15.255.255', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe('a connection', () => {
  let server: Server;
  let port: number;
  let asked = 0;

  beforeAll(async () => {
    server = createServer((_, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  function ask(answers: string[][]): Promise<number> {
    const agent = new Agent({
      connect: {
        lookup: publicLookup((_, callback) => {
          const addresses = answers.shift() ?? [];
          callback(
            null,
            addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
          );
        }),
      },
    });
    return request(`http://shop.example:${port}/`, { dispatcher: agent })
      .then(({ statusCode }) => statusCode)
      .finally(() => agent.close());
  }

  it('is not made to a name that resolves to the inside, be it one address of many', async () => {
    await expect(ask([['127.0.0.1']])).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    await expect(ask([['8.8.8.8', '127.0.0.1']])).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    await expect(ask([['::ffff:127.0.0.1']])).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(asked).toBe(0);
  });

  it('is not made to a name that there is not', async () => {
    const agent = new Agent({ connect: { lookup: publicLookup() } });
    await expect(request('http://nobody.invalid/', { dispatcher: agent })).rejects.toMatchObject({
      syscall: 'getaddrinfo',
    });
    await agent.close();
  });

  it('is made to the address that was checked: the name is asked for once', async () => {
    const looked: string[] = [];
    const resolve = publicLookup((host, callback) => {
      looked.push(host);
      callback(null, [{ address: looked.length === 1 ? '8.8.8.8' : '127.0.0.1', family: 4 }]);
    });
    const used = await new Promise((done) => {
      resolve('rebinds.example', { all: true }, (_, addresses) => {
        done(addresses);
      });
    });
    expect([used, looked.length]).toEqual([[{ address: '8.8.8.8', family: 4 }], 1]);
  });
});
