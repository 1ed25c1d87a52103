"""The built-in networks, parsed: spec/prepared.py. `make networks` writes it; do not edit."""

from typing import Any

TREES: dict[str, Any] = {
 'extends: mbv1_1.0\nname: MobileNetV1\nwidth_multiplier: 0.25\n': ('1:1', {'extends': ('1:1', ('1:10', 'mbv1_1.0')), 'name': ('2:1', ('2:7', 'MobileNetV1')), 'width_multiplier': ('3:1', ('3:19', '0.25'))}),
 'extends: mbv1_1.0\nname: MobileNetV1\nwidth_multiplier: 0.5\n': ('1:1', {'extends': ('1:1', ('1:10', 'mbv1_1.0')), 'name': ('2:1', ('2:7', 'MobileNetV1')), 'width_multiplier': ('3:1', ('3:19', '0.5'))}),
 'extends: mbv1_1.0\nname: MobileNetV1\nwidth_multiplier: 0.75\n': ('1:1', {'extends': ('1:1', ('1:10', 'mbv1_1.0')), 'name': ('2:1', ('2:7', 'MobileNetV1')), 'width_multiplier': ('3:1', ('3:19', '0.75'))}),
 'name: MobileNetV1\nsource: Howard et al. 2017, arXiv:1704.04861, Table 1\ninput: {height: 224, width: 224, channels: 3}\nwidth_multiplier: 1.0\nchannels: {round: floor, at_least: 8}\nactivation: relu\nlayers:\n  - conv:       {c: 32, k: 3, s: 2}\n  - separable:  {c: 64, s: 1}\n  - separable:  {c: 128, n: 2, s: 2}\n  - separable:  {c: 256, n: 2, s: 2}\n  - separable:  {c: 512, n: 6, s: 2}\n  - separable:  {c: 1024, n: 2, s: 2}       # the table prints stride 2 for the last one; its sizes need 1\n  - avgpool:    {}\n  - classifier: {classes: 1000}\n': (
  '1:1',
  {
   'name': ('1:1', ('1:7', 'MobileNetV1')),
   'source': ('2:1', ('2:9', 'Howard et al. 2017, arXiv:1704.04861, Table 1')),
   'input': ('3:1', ('3:8', {'height': ('3:9', ('3:17', '224')), 'width': ('3:22', ('3:29', '224')), 'channels': ('3:34', ('3:44', '3'))})),
   'width_multiplier': ('4:1', ('4:19', '1.0')),
   'channels': ('5:1', ('5:11', {'round': ('5:12', ('5:19', 'floor')), 'at_least': ('5:26', ('5:36', '8'))})),
   'activation': ('6:1', ('6:13', 'relu')),
   'layers': (
    '7:1',
    (
     '8:3',
     [
      ('8:5', {'conv': ('8:5', ('8:17', {'c': ('8:18', ('8:21', '32')), 'k': ('8:25', ('8:28', '3')), 's': ('8:31', ('8:34', '2'))}))}),
      ('9:5', {'separable': ('9:5', ('9:17', {'c': ('9:18', ('9:21', '64')), 's': ('9:25', ('9:28', '1'))}))}),
      ('10:5', {'separable': ('10:5', ('10:17', {'c': ('10:18', ('10:21', '128')), 'n': ('10:26', ('10:29', '2')), 's': ('10:32', ('10:35', '2'))}))}),
      ('11:5', {'separable': ('11:5', ('11:17', {'c': ('11:18', ('11:21', '256')), 'n': ('11:26', ('11:29', '2')), 's': ('11:32', ('11:35', '2'))}))}),
      ('12:5', {'separable': ('12:5', ('12:17', {'c': ('12:18', ('12:21', '512')), 'n': ('12:26', ('12:29', '6')), 's': ('12:32', ('12:35', '2'))}))}),
      ('13:5', {'separable': ('13:5', ('13:17', {'c': ('13:18', ('13:21', '1024')), 'n': ('13:27', ('13:30', '2')), 's': ('13:33', ('13:36', '2'))}))}),
      ('14:5', {'avgpool': ('14:5', ('14:17', {}))}),
      ('15:5', {'classifier': ('15:5', ('15:17', {'classes': ('15:18', ('15:27', '1000'))}))}),
     ],
    ),
   ),
  },
 ),
 'extends: mbv2_1.0\nname: MobileNetV2\nwidth_multiplier: 0.35\n': ('1:1', {'extends': ('1:1', ('1:10', 'mbv2_1.0')), 'name': ('2:1', ('2:7', 'MobileNetV2')), 'width_multiplier': ('3:1', ('3:19', '0.35'))}),
 'extends: mbv2_1.0\nname: MobileNetV2\nwidth_multiplier: 0.5\n': ('1:1', {'extends': ('1:1', ('1:10', 'mbv2_1.0')), 'name': ('2:1', ('2:7', 'MobileNetV2')), 'width_multiplier': ('3:1', ('3:19', '0.5'))}),
 'extends: mbv2_1.0\nname: MobileNetV2\nwidth_multiplier: 0.75\n': ('1:1', {'extends': ('1:1', ('1:10', 'mbv2_1.0')), 'name': ('2:1', ('2:7', 'MobileNetV2')), 'width_multiplier': ('3:1', ('3:19', '0.75'))}),
 'name: MobileNetV2\nsource: Sandler et al. 2018, arXiv:1801.04381, Table 2\ninput: {height: 224, width: 224, channels: 3}\nwidth_multiplier: 1.0\nchannels: {round: divisible, by: 8}\nexpansion: 6                          # t of every bottleneck that states none\nactivation: relu6\nlayers:\n  - conv:       {c: 32, k: 3, s: 2}\n  - bottleneck: {t: 1, c: 16, n: 1, s: 1}     # a stated t stays, whatever --t says\n  - bottleneck: {c: 24, n: 2, s: 2}\n  - bottleneck: {c: 32, n: 3, s: 2}\n  - bottleneck: {c: 64, n: 4, s: 2}\n  - bottleneck: {c: 96, n: 3, s: 1}\n  - bottleneck: {c: 160, n: 3, s: 2}\n  - bottleneck: {c: 320, n: 1, s: 1}\n  - conv:       {c: 1280, k: 1, s: 1, widen: only_up}   # a width below 1 leaves it at 1280\n  - avgpool:    {}\n  - classifier: {classes: 1000}\n': (
  '1:1',
  {
   'name': ('1:1', ('1:7', 'MobileNetV2')),
   'source': ('2:1', ('2:9', 'Sandler et al. 2018, arXiv:1801.04381, Table 2')),
   'input': ('3:1', ('3:8', {'height': ('3:9', ('3:17', '224')), 'width': ('3:22', ('3:29', '224')), 'channels': ('3:34', ('3:44', '3'))})),
   'width_multiplier': ('4:1', ('4:19', '1.0')),
   'channels': ('5:1', ('5:11', {'round': ('5:12', ('5:19', 'divisible')), 'by': ('5:30', ('5:34', '8'))})),
   'expansion': ('6:1', ('6:12', '6')),
   'activation': ('7:1', ('7:13', 'relu6')),
   'layers': (
    '8:1',
    (
     '9:3',
     [
      ('9:5', {'conv': ('9:5', ('9:17', {'c': ('9:18', ('9:21', '32')), 'k': ('9:25', ('9:28', '3')), 's': ('9:31', ('9:34', '2'))}))}),
      ('10:5', {'bottleneck': ('10:5', ('10:17', {'t': ('10:18', ('10:21', '1')), 'c': ('10:24', ('10:27', '16')), 'n': ('10:31', ('10:34', '1')), 's': ('10:37', ('10:40', '1'))}))}),
      ('11:5', {'bottleneck': ('11:5', ('11:17', {'c': ('11:18', ('11:21', '24')), 'n': ('11:25', ('11:28', '2')), 's': ('11:31', ('11:34', '2'))}))}),
      ('12:5', {'bottleneck': ('12:5', ('12:17', {'c': ('12:18', ('12:21', '32')), 'n': ('12:25', ('12:28', '3')), 's': ('12:31', ('12:34', '2'))}))}),
      ('13:5', {'bottleneck': ('13:5', ('13:17', {'c': ('13:18', ('13:21', '64')), 'n': ('13:25', ('13:28', '4')), 's': ('13:31', ('13:34', '2'))}))}),
      ('14:5', {'bottleneck': ('14:5', ('14:17', {'c': ('14:18', ('14:21', '96')), 'n': ('14:25', ('14:28', '3')), 's': ('14:31', ('14:34', '1'))}))}),
      ('15:5', {'bottleneck': ('15:5', ('15:17', {'c': ('15:18', ('15:21', '160')), 'n': ('15:26', ('15:29', '3')), 's': ('15:32', ('15:35', '2'))}))}),
      ('16:5', {'bottleneck': ('16:5', ('16:17', {'c': ('16:18', ('16:21', '320')), 'n': ('16:26', ('16:29', '1')), 's': ('16:32', ('16:35', '1'))}))}),
      ('17:5', {'conv': ('17:5', ('17:17', {'c': ('17:18', ('17:21', '1280')), 'k': ('17:27', ('17:30', '1')), 's': ('17:33', ('17:36', '1')), 'widen': ('17:39', ('17:46', 'only_up'))}))}),
      ('18:5', {'avgpool': ('18:5', ('18:17', {}))}),
      ('19:5', {'classifier': ('19:5', ('19:17', {'classes': ('19:18', ('19:27', '1000'))}))}),
     ],
    ),
   ),
  },
 ),
 'extends: mbv2_1.0\nname: MobileNetV2\nwidth_multiplier: 1.3\n': ('1:1', {'extends': ('1:1', ('1:10', 'mbv2_1.0')), 'name': ('2:1', ('2:7', 'MobileNetV2')), 'width_multiplier': ('3:1', ('3:19', '1.3'))}),
 'extends: mbv2_1.0\nname: MobileNetV2\nwidth_multiplier: 1.4\n': ('1:1', {'extends': ('1:1', ('1:10', 'mbv2_1.0')), 'name': ('2:1', ('2:7', 'MobileNetV2')), 'width_multiplier': ('3:1', ('3:19', '1.4'))}),
 'name: ResNet-50\nsource: He et al. 2015, arXiv:1512.03385, Table 1, with the stride in the 3x3 (v1.5)\ninput: {height: 224, width: 224, channels: 3}\nwidth_multiplier: 1.0\nchannels: {round: divisible, by: 8}\nactivation: relu\nlayers:\n  - conv:       {c: 64, k: 7, s: 2}\n  - maxpool:    {k: 3, s: 2}\n  - residual:   {c: 256, inner: 64, n: 3, s: 1}\n  - residual:   {c: 512, inner: 128, n: 4, s: 2}\n  - residual:   {c: 1024, inner: 256, n: 6, s: 2}\n  - residual:   {c: 2048, inner: 512, n: 3, s: 2}\n  - avgpool:    {}\n  - classifier: {classes: 1000}\n': (
  '1:1',
  {
   'name': ('1:1', ('1:7', 'ResNet-50')),
   'source': ('2:1', ('2:9', 'He et al. 2015, arXiv:1512.03385, Table 1, with the stride in the 3x3 (v1.5)')),
   'input': ('3:1', ('3:8', {'height': ('3:9', ('3:17', '224')), 'width': ('3:22', ('3:29', '224')), 'channels': ('3:34', ('3:44', '3'))})),
   'width_multiplier': ('4:1', ('4:19', '1.0')),
   'channels': ('5:1', ('5:11', {'round': ('5:12', ('5:19', 'divisible')), 'by': ('5:30', ('5:34', '8'))})),
   'activation': ('6:1', ('6:13', 'relu')),
   'layers': (
    '7:1',
    (
     '8:3',
     [
      ('8:5', {'conv': ('8:5', ('8:17', {'c': ('8:18', ('8:21', '64')), 'k': ('8:25', ('8:28', '7')), 's': ('8:31', ('8:34', '2'))}))}),
      ('9:5', {'maxpool': ('9:5', ('9:17', {'k': ('9:18', ('9:21', '3')), 's': ('9:24', ('9:27', '2'))}))}),
      ('10:5', {'residual': ('10:5', ('10:17', {'c': ('10:18', ('10:21', '256')), 'inner': ('10:26', ('10:33', '64')), 'n': ('10:37', ('10:40', '3')), 's': ('10:43', ('10:46', '1'))}))}),
      ('11:5', {'residual': ('11:5', ('11:17', {'c': ('11:18', ('11:21', '512')), 'inner': ('11:26', ('11:33', '128')), 'n': ('11:38', ('11:41', '4')), 's': ('11:44', ('11:47', '2'))}))}),
      ('12:5', {'residual': ('12:5', ('12:17', {'c': ('12:18', ('12:21', '1024')), 'inner': ('12:27', ('12:34', '256')), 'n': ('12:39', ('12:42', '6')), 's': ('12:45', ('12:48', '2'))}))}),
      ('13:5', {'residual': ('13:5', ('13:17', {'c': ('13:18', ('13:21', '2048')), 'inner': ('13:27', ('13:34', '512')), 'n': ('13:39', ('13:42', '3')), 's': ('13:45', ('13:48', '2'))}))}),
      ('14:5', {'avgpool': ('14:5', ('14:17', {}))}),
      ('15:5', {'classifier': ('15:5', ('15:17', {'classes': ('15:18', ('15:27', '1000'))}))}),
     ],
    ),
   ),
  },
 ),
}
