# SPDX-License-Identifier: Apache-2.0
# Run by the guest's shell for each mount: $M is the mount point, $CASE the case. Where the host has made the folder `many`, it has put
# 5,000 files into it.
if [ -d $M/many ]; then test "$(ls $M/many | wc -l)" = 5000; fi

dd if=/dev/urandom of=/tmp/one bs=1M count=3 2>/dev/null
cp /tmp/one $M/$CASE.bin
sync
echo 3 >/proc/sys/vm/drop_caches # so that what is read next comes from the server
cmp /tmp/one $M/$CASE.bin

mkdir $M/$CASE
mv $M/$CASE.bin $M/$CASE/moved.bin
test ! -e $M/$CASE.bin
cp $M/$CASE/moved.bin $M/kept-$CASE.bin
rm $M/$CASE/moved.bin
test "$(ls $M/$CASE | wc -l)" = 0
rmdir $M/$CASE
test ! -e $M/$CASE
sha256sum /tmp/one | cut -d ' ' -f 1
