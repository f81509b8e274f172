package io.kald.sccp;

import io.netty.util.collection.IntObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of message ids: every one that Wireshark's dissector or chan-sccp has a name for.
 * Names follow Wireshark's, without the word Message.
 */
final class MessageNames {
  private static final String CATALOGUE =
      """
      0000 KeepAlive
      0001 Register
      0002 IpPort
      0003 KeypadButton
      0004 EnblocCall
      0005 Stimulus
      0006 OffHook
      0007 OnHook
      0008 HookFlash
      0009 ForwardStatReq
      000a SpeedDialStatReq
      000b LineStatReq
      000c ConfigStatReq
      000d TimeDateReq
      000e ButtonTemplateReq
      000f VersionReq
      0010 CapabilitiesRes
      0011 MediaPortList
      0012 ServerReq
      0020 Alarm
      0021 MulticastMediaReceptionAck
      0022 OpenReceiveChannelAck
      0023 ConnectionStatisticsRes
      0024 OffHookWithCallingPartyNumber
      0025 SoftKeySetReq
      0026 SoftKeyEvent
      0027 Unregister
      0028 SoftKeyTemplateReq
      0029 RegisterTokenReq
      002a MediaTransmissionFailure
      002b HeadsetStatus
      002c MediaResourceNotification
      002d RegisterAvailableLines
      002e DeviceToUserData
      002f DeviceToUserDataResponse
      0030 UpdateCapabilities
      0031 OpenMultiMediaReceiveChannelAck
      0032 ClearConference
      0033 ServiceURLStatReq
      0034 FeatureStatReq
      0035 CreateConferenceRes
      0036 DeleteConferenceRes
      0037 ModifyConferenceRes
      0038 AddParticipantRes
      0039 AuditConferenceRes
      0040 AuditParticipantRes
      0041 DeviceToUserDataVersion1
      0042 DeviceToUserDataResponseVersion1
      0043 CapabilitiesV2Res
      0044 CapabilitiesV3Res
      0045 PortRes
      0046 QoSResvNotify
      0047 QoSErrorNotify
      0048 SubscriptionStatReq
      0049 MediaPathEvent
      004a MediaPathCapability
      004c MwiNotification
      0081 RegisterAck
      0082 StartTone
      0083 StopTone
      0085 SetRinger
      0086 SetLamp
      0087 SetHookFlashDetect
      0088 SetSpeakerMode
      0089 SetMicroMode
      008a StartMediaTransmission
      008b StopMediaTransmission
      008c StartMediaReception
      008d StopMediaReception
      008f CallInfo
      0090 ForwardStatRes
      0091 SpeedDialStatRes
      0092 LineStatRes
      0093 ConfigStatRes
      0094 DefineTimeDate
      0095 StartSessionTransmission
      0096 StopSessionTransmission
      0097 ButtonTemplateRes
      0098 VersionRes
      0099 DisplayText
      009a ClearDisplay
      009b CapabilitiesReq
      009c EnunciatorCommand
      009d RegisterReject
      009e ServerRes
      009f Reset
      0100 KeepAliveAck
      0101 StartMulticastMediaReception
      0102 StartMulticastMediaTransmission
      0103 StopMulticastMediaReception
      0104 StopMulticastMediaTransmission
      0105 OpenReceiveChannel
      0106 CloseReceiveChannel
      0107 ConnectionStatisticsReq
      0108 SoftKeyTemplateRes
      0109 SoftKeySetRes
      0110 SelectSoftKeys
      0111 CallState
      0112 DisplayPromptStatus
      0113 ClearPromptStatus
      0114 DisplayNotify
      0115 ClearNotify
      0116 ActivateCallPlane
      0117 DeactivateCallPlane
      0118 UnregisterAck
      0119 BackSpaceRes
      011a RegisterTokenAck
      011b RegisterTokenReject
      011c StartMediaFailureDetection
      011d DialedNumber
      011e UserToDeviceData
      011f FeatureStatRes
      0120 DisplayPriNotify
      0121 ClearPriNotify
      0122 StartAnnouncement
      0123 StopAnnouncement
      0124 AnnouncementFinish
      0127 NotifyDtmfTone
      0128 SendDtmfTone
      0129 SubscribeDtmfPayloadReq
      012a SubscribeDtmfPayloadRes
      012b SubscribeDtmfPayloadErr
      012c UnSubscribeDtmfPayloadReq
      012d UnSubscribeDtmfPayloadRes
      012e UnSubscribeDtmfPayloadErr
      012f ServiceURLStatRes
      0130 CallSelectStatRes
      0131 OpenMultiMediaReceiveChannel
      0132 StartMultiMediaTransmission
      0133 StopMultiMediaTransmission
      0134 MiscellaneousCommand
      0135 FlowControlCommand
      0136 CloseMultiMediaReceiveChannel
      0137 CreateConferenceReq
      0138 DeleteConferenceReq
      0139 ModifyConferenceReq
      013a AddParticipantReq
      013b DropParticipantReq
      013c AuditConferenceReq
      013d AuditParticipantReq
      013e ChangeParticipantReq
      013f UserToDeviceDataVersion1
      0140 VideoDisplayCommand
      0141 FlowControlNotify
      0142 ConfigStatV2Res
      0143 DisplayNotifyV2
      0144 DisplayPriNotifyV2
      0145 DisplayPromptStatusV2
      0146 FeatureStatV2Res
      0147 LineStatV2Res
      0148 ServiceURLStatV2Res
      0149 SpeedDialStatV2Res
      014a CallInfoV2
      014b PortReq
      014c PortClose
      014d QoSListen
      014e QoSPath
      014f QoSTeardown
      0150 UpdateDSCP
      0151 QoSModify
      0152 SubscriptionStatRes
      0153 Notification
      0154 StartMediaTransmissionAck
      0155 StartMultiMediaTransmissionAck
      0156 CallHistoryInfo
      0157 LocationInfo
      0158 MwiRes
      0159 AddOnDeviceCapabilities
      015a EnhancedAlarm
      015e CallCountReq
      015f CallCountResp
      0160 RecordingStatus
      8000 SpcpRegisterTokenReq
      8100 SpcpRegisterTokenAck
      8101 SpcpRegisterTokenReject
      """;

  private record Named(MessageId id, String name) {}

  private static final IntObjectHashMap<Named> BY_VALUE = parse();

  private MessageNames() {}

  private static IntObjectHashMap<Named> parse() {
    var byValue = new IntObjectHashMap<Named>();
    CATALOGUE
        .lines()
        .forEach(
            line -> {
              int value = Integer.parseInt(line, 0, 4, 16);
              byValue.put(value, new Named(new MessageId(value), line.substring(5)));
            });
    return byValue;
  }

  static @Nullable MessageId idOf(int value) {
    Named named = BY_VALUE.get(value);
    return named == null ? null : named.id();
  }

  static @Nullable String nameOf(int value) {
    Named named = BY_VALUE.get(value);
    return named == null ? null : named.name();
  }

  static int size() {
    return BY_VALUE.size();
  }
}
