// Runs before every npm script that needs the pinned Node: plain CommonJS, so that an old Node can read it and say so.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `Sotto needs Node 22.19 or newer; this is Node ${process.versions.node}. ` +
      'npm installs Node 24 beside the project on Linux, Windows and Intel Macs (optionalDependencies); ' +
      'run "npm ci" again without --omit=optional, or install Node 24.',
  );
  process.exit(1);
}
