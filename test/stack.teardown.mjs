export default async function teardown() {
  await globalThis.paymoInfrastructure.stop();
}
