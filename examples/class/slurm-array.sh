#!/bin/sh
# Grades a class on a cluster: one task of the array for each part of the class.
#
#   sbatch --array=1-8 slurm-array.sh
#   sbatch --dependency=afterok:JOBID --wrap 'netcheck merge parts/*.db --gradebook gradebook.db'
#
# A task that failed or was cancelled is repeated alone, with all parts counted: sbatch --array=3 --export=ALL,PARTS=8 slurm-array.sh
#SBATCH --job-name=netcheck
#SBATCH --array=1-8
#SBATCH --cpus-per-task=1
#SBATCH --time=01:00:00
set -eu

# Where the class is: a folder that all nodes see.
class=${CLASS:-$SLURM_SUBMIT_DIR}
part=$SLURM_ARRAY_TASK_ID
parts=${PARTS:-$SLURM_ARRAY_TASK_COUNT}

# SQLite needs a disk of the node itself: it locks in a way that shared file systems do not all keep.
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
mkdir -p "$class/parts"
# What this part came to before is gone on with.
if [ -f "$class/parts/$part.db" ]; then cp "$class/parts/$part.db" "$here/part.db"; fi

code=0
netcheck grade "$class/submissions" --assignment "$class/assignment" --roster "$class/roster.csv" \
  --shard "$part/$parts" --gradebook "$here/part.db" --jobs 16 || code=$?

# It is there whole or not at all.
cp "$here/part.db" "$class/parts/.$part.db"
mv "$class/parts/.$part.db" "$class/parts/$part.db"

# 4: something is undecided, which the report says; it must not keep the others from being merged.
if [ "$code" -eq 4 ]; then exit 0; fi
exit "$code"
