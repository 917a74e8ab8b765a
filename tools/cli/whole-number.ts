import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError, which the command line shows as a fault of the option */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('must be a whole number above 0');
  return Number(text);
}
