// The browser of the tests: Debian's Chromium, installed when it is not there. No dependencies here.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The path of a Chromium. Throws when there is none and it cannot be installed. */
export function ensureChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given !== undefined) return given;
  const there = places.find((place) => existsSync(place));
  if (there !== undefined) return there;
  process.stderr.write('Installing Chromium …\n');
  apt(['update', '-qq']);
  apt(['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
  return places[0];
}

function apt(args) {
  const { status } = spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0)
    throw new Error(
      'Chromium is missing: install it, or name it in CHROMIUM_PATH (as root, apt-get does it)',
    );
}
