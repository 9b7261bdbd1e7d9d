/**
 * Folders in which a store is not safe: on a network share, whose locks SQLite cannot rely on, and
 * in a folder that a program copies to the cloud while the store is being written. Pure.
 */

export type FolderHazard =
  | { readonly kind: "network"; readonly what: string }
  | { readonly kind: "synchronised"; readonly what: string };

export interface FolderFacts {
  readonly os: string;
  /** Linux: the text of `/proc/self/mountinfo`; otherwise empty. */
  readonly mountInfo: string;
  /** Windows: whether the drive of the folder is another computer's. */
  readonly isRemoteDrive: boolean;
  /** Environment variables, some of which name the folders of OneDrive. */
  readonly variables: Readonly<Record<string, string>>;
}

/** `path` is absolute, without links. */
export function folderHazard(path: string, facts: FolderFacts): FolderHazard | null {
  const share = networkShare(path, facts);
  if (share !== null) return { kind: "network", what: share };
  const service = synchronisedBy(path, facts);
  return service === null ? null : { kind: "synchronised", what: service };
}

function networkShare(path: string, { os, mountInfo, isRemoteDrive }: FolderFacts): string | null {
  if (os !== "windows") return networkMount(path, mountInfo);
  if (/^[\\/]{2}(?![.?][\\/])/.test(path) || /^[\\/]{2}\?[\\/]UNC[\\/]/i.test(path)) return path;
  return isRemoteDrive ? `drive ${path.slice(0, 2)}` : null;
}

/** File systems of other computers. Those of virtual machines and containers are not among them. */
const networkTypes =
  /^(?:nfs|nfs4|cifs|smb3|smbfs|ncpfs|afs|afpfs|ceph|glusterfs|lustre|davfs|fuse\.(?:sshfs|davfs2?|rclone|curlftpfs|smbnetfs|gvfsd-fuse|glusterfs|s3fs|google-drive-ocamlfuse|onedriver))$/;

/** The type of the mount that the path is on, if it is a network's. */
function networkMount(path: string, mountInfo: string): string | null {
  const mounts = mountInfo.split("\n").flatMap((line) => {
    const [place, kind] = line.split(" - ");
    const point = place?.split(" ")[4];
    const type = kind?.split(" ")[0];
    return point === undefined || type === undefined ? [] : [{ point: unescaped(point), type }];
  });
  // A mount hides an earlier one at the same point.
  const [mount] = mounts.filter(({ point }) => isWithin(path, point)).reverse()
    .sort((one, other) => other.point.length - one.point.length);
  return mount !== undefined && networkTypes.test(mount.type) ? mount.type : null;
}

/** Blanks and backslashes are written as octal numbers. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)));
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

/** The names that the programs give their folders. */
const services: readonly (readonly [folder: RegExp, service: string])[] = [
  [/^onedrive(?: - .+|-.+)?$/, "OneDrive"],
  [/^dropbox(?: \(.+\)|-.+)?$/, "Dropbox"],
  [/^(?:icloud ?drive|com~apple~clouddocs|icloud-.+)$/, "iCloud"],
  [/^(?:google ?drive(?:-.+| \(.+\))?|my drive|drivefs)$/, "Google Drive"],
  [
    /^(?:nextcloud|owncloud|pcloud(?:drive| drive)?|mega|megasync|box sync|synologydrive)$/,
    "a cloud program",
  ],
];

function synchronisedBy(path: string, { os, variables }: FolderFacts): string | null {
  const written = os === "windows" ? path.replaceAll("/", "\\").toLowerCase() : path;
  const isOneDrive = Object.entries(variables).some(([name, folder]) =>
    /^onedrive/i.test(name) && folder !== "" &&
    `${written}\\`.startsWith(`${folder.toLowerCase().replace(/\\$/, "")}\\`)
  );
  if (os === "windows" && isOneDrive) return "OneDrive";
  const names = path.toLowerCase().split(/[\\/]/);
  return services.find(([folder]) => names.some((name) => folder.test(name)))?.[1] ?? null;
}

/** What the trader reads: what is wrong, and what to do about it. */
export function hazardWords(
  { kind, what }: FolderHazard,
  path: string,
): { readonly problem: string; readonly remedy: string } {
  return kind === "network"
    ? {
      problem: `${path} is on another computer (${what}): locks do not work there, and the store ` +
        "can be damaged",
      remedy: "Set DATA_DIR to a folder on a drive of this machine",
    }
    : {
      problem: `${path} is copied to the cloud by ${what}, which can lock the store's files, ` +
        "delete its -wal and restore old versions of them",
      remedy: "Set DATA_DIR to a folder outside of it",
    };
}
