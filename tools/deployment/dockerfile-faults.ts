import { Copy, DockerfileParser, From, type Instruction } from 'dockerfile-ast';

/** Breaches of the rules for our Dockerfile; an empty list means that none is broken. */
export function dockerfileFaults(text: string): string[] {
  const instructions = DockerfileParser.parse(text).getInstructions();
  const lastFrom = instructions.findLastIndex((instruction) => instruction instanceof From);
  return [
    ...baseImageFaults(instructions),
    ...userFaults(instructions.slice(lastFrom)),
    ...instructions
      .filter(
        (instruction) => instruction.getKeyword() === 'ADD' && /\w+:\/\/|git@/.test(contentOf(instruction)),
      )
      .map((instruction) => `ADD ${contentOf(instruction)} brings in what nobody has checked`),
  ];
}

/** Whether the image that is shipped says how to ask for its health. */
export function hasHealthCheck(text: string): boolean {
  const instructions = DockerfileParser.parse(text).getInstructions();
  const lastFrom = instructions.findLastIndex((instruction) => instruction instanceof From);
  return instructions
    .slice(lastFrom)
    .some((instruction) => instruction.getKeyword() === 'HEALTHCHECK' && contentOf(instruction) !== 'NONE');
}

/** Files and folders of the repository that the build copies. */
export function copiedFromContext(text: string): string[] {
  return DockerfileParser.parse(text)
    .getInstructions()
    .filter((instruction) => instruction instanceof Copy)
    .filter((copy) => copy.getFromFlag() === null)
    .flatMap((copy) =>
      copy
        .getArguments()
        .slice(0, -1)
        .map((argument) => argument.getValue()),
    );
}

function baseImageFaults(instructions: readonly Instruction[]): string[] {
  const froms = instructions.filter((instruction) => instruction instanceof From);
  const stages = froms.map((from) => from.getBuildStage());
  const faults = froms
    .map((from) => from.getImage() ?? '')
    .filter((image) => !stages.includes(image) && !/:\d+\.\d+[\w.-]*$|@sha256:[0-9a-f]{64}$/.test(image))
    .map((image) => `FROM ${image} is not pinned to a minor version`);
  return froms.length > 1
    ? faults
    : [...faults, 'the tools of the build would be shipped: there is one stage'];
}

function userFaults(finalStage: readonly Instruction[]): string[] {
  const user = finalStage.findLast((instruction) => instruction.getKeyword() === 'USER');
  if (user === undefined) return ['the final stage runs as root: it has no USER'];
  return /^[1-9]\d*(:\d+)?$/.test(contentOf(user)) ? [] : [`USER ${contentOf(user)} is not a number above 0`];
}

function contentOf(instruction: Instruction): string {
  return instruction.getArgumentsContent() ?? '';
}
